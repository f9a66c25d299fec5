import { isJsonObject, type JsonObject } from '../openai/json-value.ts';

/** Items and parts that hold nothing but text which we read or which the model wrote. */
const TEXTUAL: ReadonlySet<unknown> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'reasoning',
  'item_reference',
  'input_text',
  'output_text',
  'text',
  'refusal',
  'summary_text',
  'reasoning_text',
]);

/** Tools that run where the caller is: what they find comes to the model by way of us. */
const CALLERS_TOOLS: ReadonlySet<unknown> = new Set(['function', 'custom']);

const MEDIA: ReadonlySet<unknown> = new Set([
  'input_image',
  'input_file',
  'input_audio',
  'computer_call_output',
  'computer_screenshot',
  'image_generation_call',
  // What an interpreter has drawn.
  'image',
]);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const partsOf = (item: unknown): readonly unknown[] =>
  isJsonObject(item)
    ? [item['content'], item['output'], item['outputs']].flatMap((parts) => listOf(parts))
    : [];

const typeOf = (one: unknown): unknown => (isJsonObject(one) ? (one['type'] ?? 'message') : undefined);

/** Whether any of the items holds an image, a sound or a file. */
export const holdsMedia = (items: readonly JsonObject[]): boolean =>
  items.flatMap((item) => [item, ...partsOf(item)]).some((one) => MEDIA.has(typeOf(one)));

const runsAtCaller = (tool: unknown): boolean =>
  isJsonObject(tool) && tool['type'] === 'namespace'
    ? listOf(tool['tools']).every(runsAtCaller)
    : CALLERS_TOOLS.has(typeOf(tool));

/**
 * Whether the model may know more than the texts that it is sent: by images and files, by tools and templates of the
 * provider's. Its answer may then hold values in clear.
 */
export const knowsMore = (request: JsonObject, items: readonly JsonObject[]): boolean =>
  isJsonObject(request['prompt']) ||
  !listOf(request['tools']).every(runsAtCaller) ||
  items.flatMap((item) => [item, ...partsOf(item)]).some((one) => !TEXTUAL.has(typeOf(one)));
