import { composeCalls, composeText, type Pieces } from '../compose.ts';
import type { ChatRequest } from './read-chat-request.ts';

/** A call as chat knows it. */
export interface ChatCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Pieces;
}

/** One choice of the answer. */
export interface Choice {
  readonly content: Pieces;
  readonly calls: readonly ChatCall[];
  readonly legacyCall: boolean;
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'function_call';
}

const composeCallChoice = (request: ChatRequest): Choice => {
  const { legacyCall } = request;
  const calls = composeCalls(request);
  const reason = legacyCall ? 'function_call' : 'tool_calls';
  return {
    content: [],
    calls: calls.map(({ id, tool, pieces }) => ({ id, name: tool.name, arguments: pieces })),
    legacyCall,
    finishReason: calls.some(({ cut }) => cut) ? 'length' : reason,
  };
};

const composeChoice = (request: ChatRequest, index: number): Choice => {
  if (request.calls.length > 0) return composeCallChoice(request);
  const { pieces, cut } = composeText(request, index);
  return { content: pieces, calls: [], legacyCall: false, finishReason: cut ? 'length' : 'stop' };
};

export const composeChoices = (request: ChatRequest): readonly Choice[] =>
  Array.from({ length: request.choices }, (_, index) => composeChoice(request, index));
