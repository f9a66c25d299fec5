import { isJsonObject, type JsonObject } from '../json-value.ts';
/** One of the answers in a chunk or in a plain completion. */
export interface ChatChoice extends JsonObject {
  readonly index: number;
}

/** A chunk or completion whose frame has been looked at: an object with an array of choices. */
export interface ChatFrame extends JsonObject {
  readonly choices: readonly ChatChoice[];
}

const isChoice = (value: unknown): value is ChatChoice =>
  isJsonObject(value) &&
  typeof value['index'] === 'number' &&
  Number.isInteger(value['index']) &&
  value['index'] >= 0;

/** Whether the choices of an object can be told apart, and so restored. Anything else is garbage. */
export const isChatFrame = (value: unknown): value is ChatFrame =>
  isJsonObject(value) && Array.isArray(value['choices']) && value['choices'].every(isChoice);

/** Whether this is the last chunk of its choice. Some servers write an empty reason where OpenAI writes null. */
export const isFinished = ({ finish_reason: reason }: ChatChoice): boolean =>
  typeof reason === 'string' && reason !== '';

const startsCall = (call: unknown): boolean => isJsonObject(call) && typeof call['id'] === 'string';

/** Whether a tool call begins here, and nothing is said beside it. Clients take the words so far for whole then. */
export const beginsToolCall = ({ delta }: ChatChoice): boolean => {
  if (!isJsonObject(delta) || !Array.isArray(delta['tool_calls'])) return false;
  const speaks = typeof delta['content'] === 'string' && delta['content'] !== '';
  return !speaks && delta['tool_calls'].some(startsCall);
};

/** The names under which servers send what a model thinks before it answers. */
const THOUGHTS = /^(?:reasoning|thinking|thought)/;

/** Whether a lane holds thoughts: in a field for them, or in a part of the content. */
export const isThought = (lane: string): boolean =>
  steps(lane)
    .slice(2)
    .some(({ name }) => THOUGHTS.test(name));

const isSaid = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some((item) => !isJsonObject(item) || !('text' in item) || isSaid(item['text']))
    : typeof value === 'string' && value !== '';

const isThinkingPart = (part: unknown): boolean => isJsonObject(part) && 'thinking' in part;

const ANSWERS = ['content', 'refusal', 'tool_calls'];

/** Whether a choice answers here and doesn't think: where that happens first, its thoughts are at an end. */
export const answersOnly = ({ delta }: ChatChoice): boolean => {
  if (!isJsonObject(delta)) return false;
  const { content } = delta;
  if (Array.isArray(content) && content.some(isThinkingPart)) return false;
  if (Object.entries(delta).some(([name, value]) => THOUGHTS.test(name) && isSaid(value))) return false;
  return isJsonObject(delta['function_call']) || ANSWERS.some((name) => isSaid(delta[name]));
};

const isEmptyDelta = (choice: ChatChoice): boolean =>
  !isJsonObject(choice['delta']) || Object.keys(choice['delta']).length === 0;

interface Step {
  readonly name: string;
  readonly index: number | undefined;
}

const STEP = /^([^[\]]+)(?:\[(\d+)\])?$/;

const steps = (lane: string): Step[] =>
  lane.split('.').map((step) => {
    const match = STEP.exec(step);
    return { name: match?.[1] ?? step, index: match?.[2] === undefined ? undefined : Number(match[2]) };
  });

/** `choices[1].delta.tool_calls[0].function.arguments` is a lane of choice 1. */
export const choiceOf = (lane: string): number => steps(lane)[0]?.index ?? 0;

/** The type of a part, by the list that it stands in and the field that has its text. */
const TYPES: Readonly<Record<string, (field: string) => string>> = {
  content: (field) => field,
  thinking: (field) => field,
  thinking_blocks: (field) => field,
  reasoning_details: (field) => `reasoning.${field}`,
};

const item = (list: string, index: number, value: JsonObject): JsonObject => {
  const [field = ''] = Object.keys(value);
  const type = Object.hasOwn(TYPES, list) ? TYPES[list]?.(field) : undefined;
  return { index, ...(type !== undefined && { type }), ...value };
};

/** A delta that carries one lane's text: `{tool_calls: [{index: 0, function: {arguments: text}}]}`. */
export const deltaOf = (lane: string, text: string): JsonObject => {
  const [, , ...inner] = steps(lane);
  let delta: unknown = text;
  for (const { name, index } of inner.reverse()) {
    delta = { [name]: index === undefined ? delta : [item(name, index, isJsonObject(delta) ? delta : {})] };
  }
  return isJsonObject(delta) ? delta : {};
};

const usagePending = (chunk: ChatFrame): JsonObject => ('usage' in chunk ? { usage: null } : {});

/** A chunk of our own, between two of the provider's, in the frame of the next one. */
export const insertedChunk = (
  frame: ChatFrame,
  choice: { readonly index: number; readonly delta: JsonObject; readonly logprobs?: JsonObject },
): ChatFrame => ({ ...frame, choices: [{ ...choice, finish_reason: null }], ...usagePending(frame) });

const hasEntries = ({ logprobs }: ChatChoice): boolean =>
  isJsonObject(logprobs) &&
  Object.values(logprobs).some((entries) => Array.isArray(entries) && entries.length > 0);

/** The texts of a chunk without its end; nothing where there are none. The usage comes with the end. */
export const textsOf = (chunk: ChatFrame): readonly ChatFrame[] => {
  const choices = chunk.choices
    .filter((choice) => !isFinished(choice) || !isEmptyDelta(choice) || hasEntries(choice))
    .map((choice) => ({ ...choice, finish_reason: null }));
  return choices.length === 0 ? [] : [{ ...chunk, choices, ...usagePending(chunk) }];
};

/** The end of the same chunk, without its texts. */
export const endOf = (chunk: ChatFrame): ChatFrame => ({
  ...chunk,
  choices: chunk.choices.filter(isFinished).map((choice) => ({ ...choice, delta: {}, logprobs: null })),
});
