import { isJsonObject, type JsonObject } from '../json-value.ts';
import { anyJson, command, drop, fields, jsonFragment, keep, plainText, type Rule } from '../leaf.ts';
import { publicError } from './provider-error.ts';
import {
  answerItemLeaves,
  citationLeaves,
  partLeaves,
  responseLeaves,
  shellOutputLeaves,
} from './response-leaves.ts';

/*
 * Every place where text can stand in an event. The path of a leaf is the place in the response where its text belongs,
 * so all events that add to a text or repeat it name it alike: `output[2].content[0].text`.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

/** What an event does to the texts that it carries. */
type Step = 'delta' | 'added' | 'done' | 'whole';

/** Where an event carries its texts. */
export interface EventKind {
  readonly step: Step;
  readonly field: string;
  readonly place: (event: JsonObject) => string;
  readonly rule: Rule;
}

const numberIn = (event: JsonObject, field: string): number => {
  const value = event[field];
  return typeof value === 'number' ? value : 0;
};

const item = (event: JsonObject): string => `output[${numberIn(event, 'output_index')}]`;

const within =
  (list: string, index: string, rest = '') =>
  (event: JsonObject): string =>
    `${item(event)}.${list}[${numberIn(event, index)}]${rest}`;

const inItem =
  (field: string) =>
  (event: JsonObject): string =>
    `${item(event)}.${field}`;

const content = within('content', 'content_index');
const contentText = within('content', 'content_index', '.text');
const annotation = (event: JsonObject): string =>
  `${content(event)}.annotations[${numberIn(event, 'annotation_index')}]`;
const summary = within('summary', 'summary_index');
const summaryText = within('summary', 'summary_index', '.text');
const shellOutput = within('output', 'command_index');
const shellCommand = within('action.commands', 'command_index');

/** Texts that come in deltas and are repeated whole: `response.NAME.delta`, then `response.NAME.done` with a field. */
const STREAMED: readonly (readonly [name: string, whole: string, place: EventKind['place'], rule: Rule])[] = [
  ['output_text', 'text', contentText, plainText],
  ['refusal', 'refusal', within('content', 'content_index', '.refusal'), plainText],
  ['reasoning_text', 'text', contentText, plainText],
  ['reasoning_summary_text', 'text', summaryText, plainText],
  ['function_call_arguments', 'arguments', inItem('arguments'), jsonFragment],
  ['mcp_call_arguments', 'arguments', inItem('arguments'), jsonFragment],
  ['custom_tool_call_input', 'input', inItem('input'), plainText],
  ['code_interpreter_call_code', 'code', inItem('code'), plainText],
  ['shell_call_command', 'command', shellCommand, command],
  ['audio.transcript', 'transcript', () => 'audio.transcript', plainText],
  // OpenAI sends it; its types don't know it.
  ['apply_patch_call_operation_diff', 'diff', inItem('operation.diff'), plainText],
  // Of vLLM and OpenRouter, and of OpenAI's first drafts.
  ['reasoning', 'text', contentText, plainText],
  ['reasoning_summary', 'text', summaryText, plainText],
];

/** The outputs of one command, of which the event has all in a list. */
const shellOutputs: Rule = (value, path, visit) =>
  Array.isArray(value)
    ? value.map((one: unknown) => shellOutputLeaves(one, path, visit))
    : shellOutputLeaves(value, path, visit);

const KINDS: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ...STREAMED.flatMap(([name, whole, place, rule]): [string, EventKind][] => [
    [`response.${name}.delta`, { step: 'delta', field: 'delta', place, rule }],
    [`response.${name}.done`, { step: 'done', field: whole, place, rule }],
  ]),
  ...(['added', 'done'] as const).flatMap((step): [string, EventKind][] => [
    [`response.output_item.${step}`, { step, field: 'item', place: item, rule: answerItemLeaves }],
    [`response.content_part.${step}`, { step, field: 'part', place: content, rule: partLeaves }],
    [`response.reasoning_summary_part.${step}`, { step, field: 'part', place: summary, rule: partLeaves }],
  ]),
  [
    'response.shell_call_command.added',
    { step: 'added', field: 'command', place: shellCommand, rule: command },
  ],
  [
    'response.shell_call_output_content.delta',
    { step: 'delta', field: 'delta', place: shellOutput, rule: shellOutputLeaves },
  ],
  [
    'response.shell_call_output_content.done',
    { step: 'done', field: 'output', place: shellOutput, rule: shellOutputs },
  ],
  [
    'response.output_text.annotation.added',
    { step: 'whole', field: 'annotation', place: annotation, rule: citationLeaves },
  ],
  // The sound itself speaks the tokens; the media policy decided about it when it was asked for.
  ['response.audio.delta', { step: 'whole', field: 'delta', place: item, rule: keep }],
  [
    'response.image_generation_call.partial_image',
    { step: 'whole', field: 'partial_image_b64', place: item, rule: keep },
  ],
  ...['created', 'queued', 'in_progress', 'completed', 'incomplete', 'failed'].map(
    (state): [string, EventKind] => [
      `response.${state}`,
      { step: 'whole', field: 'response', place: () => '', rule: responseLeaves },
    ],
  ),
]);

/** How an event of a type carries texts; `undefined` where it carries none, or where nobody knows. */
export const eventKindOf = (type: string): EventKind | undefined => KINDS.get(type);

const FRAME: Readonly<Record<string, Rule>> = {
  ...{ type: keep, sequence_number: keep, item_id: keep, output_index: keep, content_index: keep },
  ...{ summary_index: keep, annotation_index: keep, command_index: keep, partial_image_index: keep },
  status: keep,
  // They spell the text, so they are rebuilt together with it.
  logprobs: keep,
  // Padding for the length of what came; ours is as long as what goes.
  obfuscation: drop,
};

const errorEvent = ({ sequence_number, error, ...flat }: JsonObject): JsonObject => ({
  type: 'error',
  sequence_number,
  ...publicError(error ?? flat),
  param: null,
});

/** The rule of an event. What is not named here is walked as free JSON: whole tokens come back. */
export const responseEventLeaves: Rule = (value, path, visit) => {
  if (!isJsonObject(value)) return anyJson(value, path, visit);
  const type = String(value['type']);
  if (type === 'error') return errorEvent(value);
  const kind = eventKindOf(type);
  if (kind === undefined) return fields(FRAME)(value, `event[${type}]`, visit);
  const text: Rule = (own, _path, see) => kind.rule(own, kind.place(value), see);
  return fields({ ...FRAME, [kind.field]: text })(value, `event[${type}]`, visit);
};
