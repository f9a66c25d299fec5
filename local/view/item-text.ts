import { type JsonObject, textOf } from '../json.ts';
import { callText, contentText } from './content-text.ts';

const typeOf = (item: JsonObject): string => textOf(item['type'] ?? 'message');

/** What an input or output item of the Responses API says; its type, where it has no words. */
export const itemText = (item: JsonObject): string => {
  const type = typeOf(item);
  if (type === 'message') return contentText(item['content']);
  if (type === 'reasoning') return `[${['reasoning', contentText(item['summary'])].join(' ').trim()}]`;
  if (type.endsWith('_output')) return contentText(item['output']) || `[${type}]`;
  return item['name'] === undefined
    ? `[${type}]`
    : callText(item['name'], item['arguments'] ?? item['input']);
};

/** Whom an item is from. */
export const itemRole = (item: JsonObject): string => {
  const type = typeOf(item);
  if (type === 'message') return textOf(item['role']);
  return type.endsWith('_output') ? 'tool' : 'assistant';
};
