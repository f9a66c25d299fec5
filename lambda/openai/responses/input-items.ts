import { isJsonObject, type JsonObject } from '../json-value.ts';
import { typedItem } from './item-type.ts';

/** The items that an `input` stands for, each with its type: a string is one message of the user. */
export const inputItemsOf = (input: unknown): readonly JsonObject[] => {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }];
  return Array.isArray(input) ? input.filter(isJsonObject).map(typedItem) : [];
};

/** The ids of the items that an `input` refers to instead of repeating them. One that is no text names no item. */
export const referencedIds = (input: unknown): readonly string[] =>
  inputItemsOf(input).flatMap(({ type, id }) => (type === 'item_reference' ? [String(id)] : []));
