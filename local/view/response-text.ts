import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { errorText } from './error-text.ts';
import { itemText } from './item-text.ts';

/** How a response ended, where it isn't whole. */
const endTexts = (response: JsonObject): readonly string[] => {
  if (isObject(response['error'])) return [errorText(response)];
  const { reason } = objectOf(response['incomplete_details']);
  return typeof reason === 'string' ? [`[incomplete: ${reason}]`] : [];
};

/** The texts of a response's items, and why it isn't whole if it isn't. */
export const responseTexts = (response: JsonObject): readonly string[] => [
  ...listOf(response['output']).filter(isObject).map(itemText),
  ...endTexts(response),
];

/** The field of an item that grows with a kind of delta. */
const GROWING: Readonly<Record<string, string>> = {
  'response.output_text.delta': 'content',
  'response.refusal.delta': 'content',
  'response.reasoning_summary_text.delta': 'summary',
  'response.reasoning_text.delta': 'summary',
  'response.function_call_arguments.delta': 'arguments',
  'response.mcp_call_arguments.delta': 'arguments',
  'response.custom_tool_call_input.delta': 'input',
  'response.content_part.added': 'content',
  'response.reasoning_summary_part.added': 'summary',
};

/** What an event adds to a text: its delta, or a new line where a further part begins. */
const grown = (text: string, delta: unknown): string => {
  if (typeof delta === 'string') return text + delta;
  return text === '' ? text : `${text}\n`;
};

const addEvent = (items: Map<number, JsonObject>, event: JsonObject): void => {
  const type = textOf(event['type']);
  const index = Number(event['output_index']);
  if (type === 'response.output_item.added') items.set(index, objectOf(event['item']));
  const field = GROWING[type];
  const item = items.get(index);
  if (field && item) items.set(index, { ...item, [field]: grown(textOf(item[field]), event['delta']) });
};

/** The texts of a streamed response, put together from its deltas: as much as the client got. */
export const streamedResponseTexts = (events: readonly JsonObject[]): readonly string[] => {
  const items = new Map<number, JsonObject>();
  // The error comes twice, as an event of its own and in the response that failed.
  const ends = new Set<string>();
  for (const event of events) {
    addEvent(items, event);
    if (event['type'] === 'error') ends.add(errorText(event));
    else for (const text of endTexts(objectOf(event['response']))) if (ends.size === 0) ends.add(text);
  }
  return [...[...items.values()].map(itemText), ...ends];
};
