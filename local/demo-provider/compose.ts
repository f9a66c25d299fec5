import { randomUUID } from 'node:crypto';
import { fillSchema } from './fill-schema.ts';
import { createTokenPicker } from './found-tokens.ts';
import { cutIntoPieces } from './pieces.ts';
import type { ChatRequest, FunctionTool } from './chat/read-chat-request.ts';
import { writeObject, writeText } from './write-text.ts';

/** A text in the pieces in which it is streamed. */
type Pieces = readonly string[];

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: Pieces;
}

/** One choice of the answer. */
export interface Choice {
  readonly content: Pieces;
  readonly calls: readonly Call[];
  readonly legacyCall: boolean;
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'function_call';
}

const newId = (prefix: string): string => `${prefix}${randomUUID().replaceAll('-', '')}`;

const callOf = ({ name, parameters }: FunctionTool, tokens: readonly string[]): Call => ({
  id: newId('call_'),
  name,
  arguments: cutIntoPieces(JSON.stringify(fillSchema(parameters, createTokenPicker(tokens)))),
});

/** Up to the first stop sequence, as OpenAI does: the sequence itself isn't sent. */
const stopAt = (text: string, stops: readonly string[]): string => {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return text.slice(0, Math.min(text.length, ...ends));
};

const textFor = (request: ChatRequest, choice: number): string => {
  const { format, tokens } = request;
  if (format === undefined) return writeText(request, choice);
  const { schema } = format;
  return JSON.stringify(schema ? fillSchema(schema, createTokenPicker(tokens)) : writeObject(tokens));
};

const composeCalls = ({ calls, legacyCall, tokens, maxTokens }: ChatRequest): Choice => {
  let left = maxTokens;
  const cut = calls.map((tool) => {
    const call = callOf(tool, tokens);
    const kept = call.arguments.slice(0, Math.max(0, left));
    left -= call.arguments.length;
    return { ...call, arguments: kept };
  });
  const reason = legacyCall ? 'function_call' : 'tool_calls';
  return { content: [], calls: cut, legacyCall, finishReason: left < 0 ? 'length' : reason };
};

const composeChoice = (request: ChatRequest, index: number): Choice => {
  if (request.calls.length > 0) return composeCalls(request);
  const pieces = cutIntoPieces(stopAt(textFor(request, index), request.stop));
  const isCut = pieces.length > request.maxTokens;
  return {
    content: isCut ? pieces.slice(0, request.maxTokens) : pieces,
    calls: [],
    legacyCall: false,
    finishReason: isCut ? 'length' : 'stop',
  };
};

export const composeAnswer = (request: ChatRequest): readonly Choice[] =>
  Array.from({ length: request.choices }, (_, index) => composeChoice(request, index));
