import { isJsonObject, type JsonObject } from '../json-value.ts';

/*
 * What earlier turns left, as a provider takes it that keeps nothing. It could look nothing up, so nothing may go out
 * that makes it try: https://developers.openai.com/api/docs/guides/reasoning#encrypted-reasoning-items
 */

const SEALED_REASONING = 'reasoning.encrypted_content';

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Whether the client itself wants the sealed reasoning. */
export const askedForSealed = ({ include }: JsonObject): boolean =>
  listIn(include).includes(SEALED_REASONING);

/** `include` with the sealed reasoning in it, once. */
export const includingSealed = ({ include }: JsonObject): readonly unknown[] => [
  ...listIn(include).filter((kind) => kind !== SEALED_REASONING),
  SEALED_REASONING,
];

const isReasoning = ({ type }: JsonObject): boolean => type === 'reasoning';

const isSealed = ({ encrypted_content: sealed }: JsonObject): boolean =>
  typeof sealed === 'string' && sealed !== '';

/** `undefined` is no field once it is written as JSON. */
const opened = <T extends JsonObject>(item: T): T =>
  isReasoning(item) && Object.hasOwn(item, 'encrypted_content')
    ? { ...item, encrypted_content: undefined }
    : item;

const openedIn = (items: readonly unknown[]): readonly unknown[] =>
  items.map((item) => (isJsonObject(item) ? opened(item) : item));

/** An item, a response or an event without the sealed reasoning, for a client that didn't ask for it. */
export const withoutSealed = <T extends JsonObject>(value: T): T => ({
  ...opened(value),
  ...(Array.isArray(value['output']) && { output: openedIn(value['output']) }),
  ...(isJsonObject(value['item']) && { item: opened(value['item']) }),
  ...(isJsonObject(value['response']) && { response: withoutSealed(value['response']) }),
});

/** Which reasoning goes back: what was sealed, or also what can be read, as open models want it. */
export type Reasoning = 'sealed' | 'open';

const isReadable = ({ content }: JsonObject): boolean =>
  listIn(content)
    .filter(isJsonObject)
    .some(({ text }) => typeof text === 'string' && text !== '');

const goesBack = (item: JsonObject, reasoning: Reasoning): boolean =>
  isSealed(item) || (reasoning === 'open' && isReadable(item));

/** What clients put between the answers of a model. */
const FROM_CLIENT: ReadonlySet<unknown> = new Set([
  ...['function_call_output', 'custom_tool_call_output', 'computer_call_output', 'local_shell_call_output'],
  ...['shell_call_output', 'apply_patch_call_output', 'mcp_approval_response', 'additional_tools'],
  ...['configuration_update', 'compaction_trigger', 'item_reference', undefined],
]);

const isFromModel = ({ type, role }: JsonObject): boolean =>
  type === 'message' ? role === 'assistant' : !FROM_CLIENT.has(type);

/** Items that providers take without an id. Of the others it is a required field. */
const TAKEN_WITHOUT_ID: ReadonlySet<unknown> = new Set([
  ...['message', 'reasoning', 'function_call', 'custom_tool_call', 'local_shell_call', 'shell_call'],
  ...['apply_patch_call', 'web_search_call', 'tool_search_call', 'function_call_output'],
  ...['custom_tool_call_output', 'computer_call_output', 'shell_call_output', 'apply_patch_call_output'],
  ...['mcp_approval_response', 'additional_tools', 'compaction_trigger'],
]);

/** Without its id, and so without a status, a message is one that anybody may have written. */
const withoutId = (item: JsonObject): JsonObject => {
  if (!TAKEN_WITHOUT_ID.has(item['type']) || item['id'] === undefined) return item;
  const { id, ...rest } = item;
  if (item['type'] !== 'message') return rest;
  const { status, ...message } = rest;
  return message;
};

const withoutLogprobs = (part: unknown): unknown => {
  if (!isJsonObject(part)) return part;
  const { logprobs, ...rest } = part;
  return rest;
};

/** Leaves out what is for readers alone: log probabilities spell tokens, and who made an item is no input. */
const asInput = ({ created_by, ...item }: JsonObject): JsonObject =>
  item['type'] === 'message' && Array.isArray(item['content'])
    ? { ...item, content: item['content'].map(withoutLogprobs) }
    : item;

/**
 * What a model made at one go. Providers check by the ids that an item comes with the reasoning before it. So either
 * all of the reasoning goes back and everything from it on stays as it was, or no item may have an id that asks for it.
 * What stands in front of it never has one: the client may have written that, and nobody had thought yet when it was
 * sent for the first time.
 */
const replayedRun = (
  run: readonly JsonObject[],
  reasoning: Reasoning,
): readonly (JsonObject | undefined)[] => {
  const thoughts = run.filter(isReasoning);
  if (thoughts.length > 0 && thoughts.every((item) => goesBack(item, reasoning))) {
    const first = run.findIndex(isReasoning);
    return [...run.slice(0, first).map(withoutId), ...run.slice(first)];
  }
  return run.map((item) => (isReasoning(item) && !goesBack(item, reasoning) ? undefined : withoutId(item)));
};

/**
 * Items of a conversation as they are sent again, each in its place; `undefined` for those that can't be. The same
 * items give the same bytes, whatever comes after them, so the provider's prompt cache goes on working.
 */
export const replayed = (
  items: readonly JsonObject[],
  reasoning: Reasoning,
): readonly (JsonObject | undefined)[] => {
  const sent: (JsonObject | undefined)[] = [];
  let run: JsonObject[] = [];
  const endRun = (): void => {
    sent.push(...replayedRun(run, reasoning));
    run = [];
  };
  for (const item of items.map(asInput)) {
    if (isFromModel(item)) run.push(item);
    else {
      endRun();
      sent.push(withoutId(item));
    }
  }
  endRun();
  return sent;
};
