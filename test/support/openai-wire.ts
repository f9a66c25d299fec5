import { tokenShape } from '../../lambda/tokens/token.ts';
import type { Respond } from './scripted-provider.ts';

/*
 * OpenAI's chat wire as its servers write it, for scripted providers.
 * https://platform.openai.com/docs/api-reference/chat/object, https://platform.openai.com/docs/api-reference/chat-streaming
 */

type Reply = Parameters<Respond>[0];
type Received = Parameters<Respond>[1];
type Fields = Readonly<Record<string, unknown>>;

export const DONE = '[DONE]';

const FRAME = {
  id: 'chatcmpl-C8xJmK2',
  created: 1_784_000_000,
  model: 'gpt-5.4-mini-2026-03-17',
  service_tier: 'default',
  system_fingerprint: 'fp_44709d6fcb',
};

export const USAGE = {
  prompt_tokens: 31,
  completion_tokens: 12,
  total_tokens: 43,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 0 },
};

/** What a provider was sent, parsed. */
export interface SentBody {
  readonly model: string;
  readonly messages: readonly (Fields & { readonly role: string; readonly content: unknown })[];
  readonly [field: string]: unknown;
}

export const sentBody = ({ body }: Pick<Received, 'body'>): SentBody => JSON.parse(body) as SentBody;

/** The tokens in a text, in order. */
export const tokensOf = (text: string): string[] => [...text.matchAll(tokenShape())].map(([token]) => token);

/** The tokens in the last message that the provider got; the instruction's examples stand elsewhere. */
export const tokensIn = (request: Pick<Received, 'body'>): string[] =>
  tokensOf(JSON.stringify(sentBody(request).messages.at(-1)));

/** A choice of a plain completion that says something. */
export const saying = (content: string | null, message: Fields = {}, index = 0): Fields => ({
  index,
  message: { role: 'assistant', content, refusal: null, annotations: [], ...message },
  logprobs: null,
  finish_reason: 'stop',
});

export const functionCall = (id: string, name: string, args: string): Fields => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

/** A choice that calls tools. */
export const calling = (...toolCalls: readonly Fields[]): Fields => ({
  ...saying(null, { tool_calls: toolCalls }),
  finish_reason: 'tool_calls',
});

export const completion = (choices: readonly Fields[], more: Fields = {}): Fields => ({
  ...FRAME,
  object: 'chat.completion',
  choices,
  usage: USAGE,
  ...more,
});

/** A chunk with these choices; with `include_usage`, which we always ask for, each says that usage comes later. */
export const chunk = (choices: readonly Fields[], more: Fields = {}): string =>
  JSON.stringify({ ...FRAME, object: 'chat.completion.chunk', choices, usage: null, ...more });

export const delta = (fields: Fields, index = 0, choice: Fields = {}): string =>
  chunk([{ index, delta: fields, logprobs: null, finish_reason: null, ...choice }]);

export const roleDelta = (index = 0): string =>
  delta({ role: 'assistant', content: '', refusal: null }, index);

export const finish = (reason = 'stop', index = 0): string =>
  chunk([{ index, delta: {}, logprobs: null, finish_reason: reason }]);

export const metering = (): string => chunk([], { usage: USAGE });

/** A whole stream: role, the deltas, the finish, the usage, `[DONE]`. */
export const streamOf = (deltas: readonly string[], reason = 'stop'): string[] => [
  roleDelta(),
  ...deltas,
  finish(reason),
  metering(),
  DONE,
];

/** A stream that says a text in these pieces. */
export const textStream = (...pieces: readonly string[]): string[] =>
  streamOf(pieces.map((content) => delta({ content })));

/** The deltas of a tool call: its identity first, then its arguments in pieces. */
export const callDeltas = (
  call: { readonly id: string; readonly name: string },
  pieces: readonly string[],
  index = 0,
): string[] => [
  delta({
    tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
  }),
  ...pieces.map((piece) => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
];

/** One event, as it stands on the wire. */
export const event = (data: string): string => `data: ${data}\n\n`;

/** A text in pieces of so many characters; none is cut in two. */
export const inPieces = (text: string, size: number): string[] => {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
};

export const logprob = (token: string): Fields => ({
  token,
  logprob: -0.25,
  bytes: [...Buffer.from(token)],
  top_logprobs: [{ token, logprob: -0.25, bytes: [...Buffer.from(token)] }],
});

/** All that a stream gives. */
export const collected = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
};

/** An error body of OpenAI's, with a text that may quote the request. */
export const providerError = (message: string, more: Fields = {}): Fields => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
});

/** Answers with the provider's words for the tokens that it got: plain or streamed, as it was asked. */
export const echo =
  (say: (tokens: readonly string[]) => string): Respond =>
  (reply: Reply, request: Received) => {
    const text = say(tokensIn(request));
    if (sentBody(request)['stream'] === true) reply.sse(...textStream(...inPieces(text, 7)));
    else reply.json(200, completion([saying(text)]));
  };
