import { isJsonObject } from '../openai/json-value.ts';
import { type Restored, restoreText } from './restorer.ts';
import type { TokenBook } from './token-book.ts';

/** Where an offset into the provider's text lies in the restored one. Inside of a token means before it. */
const shifted = (offset: number, restored: readonly Restored[]): number => {
  let shift = 0;
  for (const { at, spelled, written } of restored) {
    if (at + spelled.length > offset) return at < offset ? at + shift : offset + shift;
    shift += written.length - spelled.length;
  }
  return offset + shift;
};

const OFFSETS = new Set(['start_index', 'end_index', 'index']);

/** Moves the offsets of annotations whose texts are restored already. */
export const moveAnnotations = (value: unknown, restored: readonly Restored[], key = ''): unknown => {
  if (typeof value === 'number') return OFFSETS.has(key) ? shifted(value, restored) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => moveAnnotations(item, restored, key));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, moveAnnotations(item, restored, name)]),
  );
};

/**
 * Restores annotations (citations): their texts, their URLs with values percent-encoded, and the offsets, which
 * pointed into the text as the provider wrote it.
 *
 * @param restored every value put back into the annotated text so far, in order
 */
export const restoreAnnotations = (
  value: unknown,
  book: TokenBook,
  restored: readonly Restored[],
  key = '',
): unknown => {
  if (typeof value === 'number') return OFFSETS.has(key) ? shifted(value, restored) : value;
  if (typeof value === 'string') {
    return restoreText(value, book, { context: key === 'url' ? 'url' : 'text' });
  }
  if (Array.isArray(value))
    return value.map((item: unknown) => restoreAnnotations(item, book, restored, key));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, restoreAnnotations(item, book, restored, name)]),
  );
};
