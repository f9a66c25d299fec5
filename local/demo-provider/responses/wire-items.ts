import type { JsonObject } from '../../json.ts';
import type { Pieces } from '../compose.ts';
import { logprobEntries } from '../logprobs.ts';
import type { CallItem, MessageItem, OutputItem, ReasoningItem } from './compose-output.ts';

export const logprobsOf = (pieces: Pieces, topLogprobs: number | undefined): readonly JsonObject[] =>
  topLogprobs === undefined ? [] : logprobEntries(pieces, topLogprobs);

export const textPart = (pieces: Pieces, topLogprobs: number | undefined): JsonObject => ({
  type: 'output_text',
  annotations: [],
  logprobs: logprobsOf(pieces, topLogprobs),
  text: pieces.join(''),
});

export const summaryPart = (pieces: Pieces): JsonObject => ({ type: 'summary_text', text: pieces.join('') });

const reasoning = ({ id, sealed }: ReasoningItem, summary: readonly Pieces[]): JsonObject => ({
  id,
  type: 'reasoning',
  summary: summary.map(summaryPart),
  ...(sealed !== undefined && { encrypted_content: sealed }),
});

const message = ({ id }: MessageItem, status: string, content: readonly JsonObject[]): JsonObject => ({
  id,
  type: 'message',
  status,
  content,
  phase: 'final_answer',
  role: 'assistant',
});

const call = ({ id, callId, tool }: CallItem, status: string, given: string): JsonObject => ({
  id,
  ...(tool.kind === 'custom'
    ? { type: 'custom_tool_call', status, input: given }
    : { type: 'function_call', status, arguments: given }),
  call_id: callId,
  name: tool.name,
});

/** An item before its first piece. */
export const begunItem = (item: OutputItem): JsonObject => {
  switch (item.kind) {
    case 'reasoning':
      return reasoning(item, []);
    case 'message':
      return message(item, 'in_progress', []);
    case 'call':
      return call(item, 'in_progress', '');
  }
};

/** An item with all that it is going to have. */
export const endedItem = (item: OutputItem, topLogprobs: number | undefined): JsonObject => {
  if (item.kind === 'reasoning') return reasoning(item, item.summary);
  const status = item.cut ? 'incomplete' : 'completed';
  return item.kind === 'message'
    ? message(item, status, [textPart(item.pieces, topLogprobs)])
    : call(item, status, item.pieces.join(''));
};
