import type { JsonObject } from '../json-value.ts';
import { hearAll, type Notes, withNote } from '../notes.ts';

const OUTPUTS: ReadonlySet<unknown> = new Set(['function_call_output', 'custom_tool_call_output']);

/** An item that goes out, with what is to be told about the values in it and before it where it has room for that. */
export const withItemNotes = (item: JsonObject, notes: Notes): JsonObject => {
  hearAll(item, notes);
  if (item['type'] === 'message' && item['role'] === 'user') {
    return { ...item, content: withNote(item['content'], 'user', notes) };
  }
  return OUTPUTS.has(item['type']) ? { ...item, output: withNote(item['output'], 'tool', notes) } : item;
};
