import type { JsonObject } from '../json-value.ts';

/**
 * An item with its type filled in where OpenAI lets clients leave it out: what has a role is a message, and a bare id
 * refers to an item. The same item always gives the same bytes; what is neither stays as it is.
 */
export const typedItem = (item: JsonObject): JsonObject => {
  const { type, ...rest } = item;
  if (type !== undefined && type !== null) return item;
  if (typeof rest['role'] === 'string') return { type: 'message', ...rest };
  if (typeof rest['id'] === 'string' && Object.keys(rest).length === 1) {
    return { type: 'item_reference', ...rest };
  }
  return item;
};
