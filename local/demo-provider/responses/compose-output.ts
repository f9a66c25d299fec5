import type { Tool } from '../asked.ts';
import { composeCalls, composeText, newId, type Pieces } from '../compose.ts';
import { cutIntoPieces } from '../pieces.ts';
import { writeThoughts } from '../write-text.ts';
import type { ResponsesRequest } from './read-responses-request.ts';
import { sealThoughts } from './sealed-thoughts.ts';

export interface ReasoningItem {
  readonly kind: 'reasoning';
  readonly id: string;
  readonly summary: readonly Pieces[];
  /** Encrypted thoughts, where they are asked for. */
  readonly sealed: string | undefined;
}

export interface MessageItem {
  readonly kind: 'message';
  readonly id: string;
  readonly pieces: Pieces;
  readonly cut: boolean;
}

export interface CallItem {
  readonly kind: 'call';
  readonly id: string;
  readonly callId: string;
  readonly tool: Tool;
  readonly pieces: Pieces;
  readonly cut: boolean;
}

/** One item of the answer, with its texts in the pieces in which they are streamed. */
export type OutputItem = ReasoningItem | MessageItem | CallItem;

const composeReasoning = ({ reasoning, tokens }: ResponsesRequest): readonly ReasoningItem[] => {
  if (reasoning === undefined) return [];
  return [
    {
      kind: 'reasoning',
      id: newId('rs_'),
      summary: reasoning.summarised ? writeThoughts(tokens).map(cutIntoPieces) : [],
      sealed: reasoning.sealed ? sealThoughts() : undefined,
    },
  ];
};

/** A model that has come to the limit begins no further call. */
const composeCallItems = (request: ResponsesRequest): readonly CallItem[] => {
  const calls = composeCalls(request);
  const end = calls.findIndex(({ cut }) => cut);
  return (end === -1 ? calls : calls.slice(0, end + 1)).map(({ id, ...call }) => ({
    kind: 'call',
    id: newId(call.tool.kind === 'custom' ? 'ctc_' : 'fc_'),
    callId: id,
    ...call,
  }));
};

export const composeOutput = (request: ResponsesRequest): readonly OutputItem[] => [
  ...composeReasoning(request),
  ...(request.calls.length > 0
    ? composeCallItems(request)
    : [{ kind: 'message' as const, id: newId('msg_'), ...composeText(request, 0) }]),
];

/** Whether the limit came before the answer's end. */
export const isCut = (output: readonly OutputItem[]): boolean =>
  output.some((item) => item.kind !== 'reasoning' && item.cut);
