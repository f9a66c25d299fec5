import type { JsonObject } from '../json-value.ts';

/** Items of which a reader is told that they have ended, whoever wrote them. */
const WITH_STATUS: ReadonlySet<unknown> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'computer_call_output',
  'tool_search_call',
  'tool_search_output',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'mcp_call',
]);

/** A text in short form as the part that it stands for. */
const partOf = (role: unknown, text: string): JsonObject =>
  role === 'assistant'
    ? { type: 'output_text', text, annotations: [], logprobs: [] }
    : { type: 'input_text', text };

/**
 * An item as OpenAI lists it: with its id, its kind, a status where its kind has one, and a message's content in parts.
 * Callers may leave all of these out.
 */
export const itemView = (id: string, item: JsonObject): JsonObject => {
  const type = item['type'] ?? 'message';
  const { role, content } = item;
  return {
    ...item,
    id,
    type,
    ...(WITH_STATUS.has(type) && { status: item['status'] ?? 'completed' }),
    ...(type === 'message' && typeof content === 'string' && { content: [partOf(role, content)] }),
  };
};
