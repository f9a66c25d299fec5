import type { ChatChoice } from '../chat/chat-chunk.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';

/** A piece of a tool call. */
export interface CallPiece {
  /** Which of the calls of an answer it belongs to. */
  readonly index: number;
  readonly custom: boolean;
  /** In the first piece; some servers repeat it. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** What a delta of chat adds to an answer; the message of a whole answer adds all of it at once. */
export interface ChatPieces {
  readonly thought: string;
  readonly text: string;
  readonly refusal: string;
  readonly annotations: readonly JsonObject[];
  readonly logprobs: readonly JsonObject[];
  readonly calls: readonly CallPiece[];
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** Some servers send content in parts, thoughts among them: `{type: "thinking", thinking: [{text}]}`. */
const joined = (value: unknown, field: string): string =>
  typeof value === 'string'
    ? value
    : objectsIn(value)
        .map((part) => joined(part[field], 'text'))
        .join('');

const thoughtIn = ({ reasoning_content, reasoning, content }: JsonObject): string => {
  const named = [reasoning_content, reasoning].map(textIn).find((text) => text !== '');
  return named ?? (Array.isArray(content) ? joined(content, 'thinking') : '');
};

/** `url_citation` is the only kind that chat has; a response has its fields beside the type. */
const annotationsIn = ({ annotations }: JsonObject): readonly JsonObject[] =>
  objectsIn(annotations).flatMap(({ type, url_citation: citation }) =>
    type === 'url_citation' && isJsonObject(citation) ? [{ type, ...citation }] : [],
  );

const callsIn = ({ tool_calls: calls }: JsonObject): readonly CallPiece[] =>
  objectsIn(calls).map(({ index, id, function: called, custom }, place) => {
    const inner = isJsonObject(custom) ? custom : isJsonObject(called) ? called : {};
    return {
      index: typeof index === 'number' ? index : place,
      custom: isJsonObject(custom),
      id: textIn(id),
      name: textIn(inner['name']),
      text: textIn(inner['arguments'] ?? inner['input']),
    };
  });

const bytesIn = (bytes: unknown): readonly unknown[] => (Array.isArray(bytes) ? bytes : []);

const logprobOf = ({ token, bytes, logprob, top_logprobs: top }: JsonObject): JsonObject => ({
  token,
  bytes: bytesIn(bytes),
  logprob,
  top_logprobs: objectsIn(top).map((one) => ({ ...one, bytes: bytesIn(one['bytes']) })),
});

const logprobsIn = ({ logprobs }: ChatChoice): readonly JsonObject[] =>
  isJsonObject(logprobs) ? objectsIn(logprobs['content']).map(logprobOf) : [];

/** Reads a choice, of a chunk or of a whole answer. */
export const piecesOf = (choice: ChatChoice): ChatPieces => {
  const { delta, message } = choice;
  const said = isJsonObject(delta) ? delta : isJsonObject(message) ? message : {};
  return {
    thought: thoughtIn(said),
    text: joined(said['content'], 'text'),
    refusal: textIn(said['refusal']),
    annotations: annotationsIn(said),
    logprobs: logprobsIn(choice),
    calls: callsIn(said),
  };
};
