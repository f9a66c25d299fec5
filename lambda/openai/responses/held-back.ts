import { isJsonObject, type JsonObject } from '../json-value.ts';
import type { ResponseEvent } from './response-event.ts';

/*
 * Deltas of our own: a text that was held back goes out in an event of the kind that its text comes in.
 */

const ROUTING = ['item_id', 'output_index', 'content_index', 'summary_index', 'command_index'];

/** A delta event without its text, as the frame for another one of the same text. */
export const frameOf = (delta: ResponseEvent): ResponseEvent => ({
  type: delta.type,
  ...Object.fromEntries(ROUTING.filter((field) => field in delta).map((field) => [field, delta[field]])),
});

/** @param path the place of the text in the response */
export const deltaOf = (
  frame: ResponseEvent,
  path: string,
  text: string,
  logprobs: unknown,
): ResponseEvent => {
  const stream = /\.(stdout|stderr)$/.exec(path)?.[1];
  return {
    ...frame,
    delta: stream === undefined ? text : { [stream]: text },
    ...(frame.type === 'response.output_text.delta' && { logprobs }),
  };
};

/** The frames of texts by their places. */
type Frames = readonly (readonly [path: string, frame: ResponseEvent])[];

const PARTS: ReadonlyMap<unknown, readonly [field: string, name: string]> = new Map([
  ['output_text', ['text', 'output_text']],
  ['refusal', ['refusal', 'refusal']],
  ['reasoning_text', ['text', 'reasoning_text']],
  ['summary_text', ['text', 'reasoning_summary_text']],
]);

const ITEMS: ReadonlyMap<unknown, readonly [field: string, name: string]> = new Map([
  ['function_call', ['arguments', 'function_call_arguments']],
  ['mcp_call', ['arguments', 'mcp_call_arguments']],
  ['custom_tool_call', ['input', 'custom_tool_call_input']],
  ['code_interpreter_call', ['code', 'code_interpreter_call_code']],
  ['apply_patch_call', ['operation.diff', 'apply_patch_call_operation_diff']],
]);

const framed = (
  place: string,
  routing: JsonObject,
  kind: readonly [field: string, name: string] | undefined,
): Frames =>
  kind === undefined ? [] : [[`${place}.${kind[0]}`, { type: `response.${kind[1]}.delta`, ...routing }]];

const framesOfPart = (part: unknown, place: string, routing: JsonObject): Frames =>
  framed(place, routing, isJsonObject(part) ? PARTS.get(part['type']) : undefined);

const each = (value: unknown, frames: (one: unknown, index: number) => Frames): Frames =>
  Array.isArray(value) ? value.flatMap(frames) : [];

/** A command's deltas name no item. */
const framesOfCommands = (item: JsonObject, place: string, output_index: unknown): Frames => {
  const { type, action } = item;
  return each(type === 'shell_call' && isJsonObject(action) ? action['commands'] : [], (_, command_index) => [
    [
      `${place}.action.commands[${command_index}]`,
      { type: 'response.shell_call_command.delta', output_index, command_index },
    ],
  ]);
};

const framesOfOutputs = ({ type, output }: JsonObject, place: string, routing: JsonObject): Frames =>
  each(type === 'shell_call_output' ? output : [], (_, command_index) =>
    ['stdout', 'stderr'].map((stream) => [
      `${place}.output[${command_index}].${stream}`,
      { type: 'response.shell_call_output_content.delta', ...routing, command_index },
    ]),
  );

const framesOfItem = (item: JsonObject, place: string, output_index: unknown): Frames => {
  const routing = { item_id: item['id'], output_index };
  return [
    ...each(item['content'], (part, content_index) =>
      framesOfPart(part, `${place}.content[${content_index}]`, { ...routing, content_index }),
    ),
    ...each(item['summary'], (part, summary_index) =>
      framesOfPart(part, `${place}.summary[${summary_index}]`, { ...routing, summary_index }),
    ),
    ...framed(place, routing, ITEMS.get(item['type'])),
    ...framesOfCommands(item, place, output_index),
    ...framesOfOutputs(item, place, routing),
  ];
};

/** The texts that go on in deltas after an event which adds an item, a part or a command. */
export const framesBegunBy = (event: ResponseEvent, place: string): ReadonlyMap<string, ResponseEvent> => {
  const { item, part, output_index } = event;
  const { type: _, ...routing } = frameOf(event);
  if (isJsonObject(item)) return new Map(framesOfItem(item, place, output_index));
  if (isJsonObject(part)) return new Map(framesOfPart(part, place, routing));
  return new Map([[place, { type: 'response.shell_call_command.delta', ...routing }]]);
};
