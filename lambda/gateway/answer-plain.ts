import type { Caller } from '../access/api-key.ts';
import type { Clock } from '../contract/clock.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { type ChatFrame, isChatFrame } from '../openai/chat/chat-chunk.ts';
import type { ChatRequest } from '../openai/chat/chat-request.ts';
import { createChatTranscript } from '../openai/chat/chat-transcript.ts';
import { isJsonObject } from '../openai/json-value.ts';
import type { PlainAnswer } from '../providers/provider.ts';
import { restoreChatCompletion } from '../tokens/chat-restorer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { GatewayCall, JsonAnswer } from './call.ts';
import type { Dialect } from './dialect.ts';
import type { Exchange } from './exchange.ts';
import { failedBefore } from './failed-before.ts';
import type { KeptValues } from './keep-values.ts';
import type { TokenScope } from './token-scope.ts';

/** What an answer needs to know of its request. */
export interface AnswerContext {
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly dialect: Dialect;
  readonly request: ChatRequest;
  readonly scope: TokenScope;
  readonly limitHeaders: Readonly<Record<string, string>>;
  readonly phi: Readonly<Record<string, number>>;
  readonly exchange: Exchange;
  readonly kept: KeptValues;
  readonly clock: Clock;
}

/** The text of the first choice, as the text-only dialect gives it. */
const textOf = (completion: ChatFrame): string => {
  const message = completion.choices[0]?.['message'];
  const content = isJsonObject(message) ? (message['content'] ?? message['refusal']) : undefined;
  return typeof content === 'string' ? content : '';
};

const bodyFor = ({ kind }: Dialect, completion: ChatFrame): unknown =>
  kind === 'text-only' ? { content: textOf(completion) } : completion;

/** Restores a whole answer, waits until values and record are durable, and gives it. */
export const answerPlain = (answer: PlainAnswer, context: AnswerContext): Promise<JsonAnswer> => {
  const { call, dialect, scope, exchange, kept, clock } = context;
  return failedBefore(exchange, call, async () => {
    if (!isChatFrame(answer.body)) throw new GatewayError('provider_failed');
    const firstTextAt = clock();
    const transcript = createChatTranscript();
    transcript.add(answer.body);
    const restored = restoreChatCompletion(answer.body, scope.book);
    await kept.settled();
    const summary = transcript.summary();
    await exchange.close({ outcome: 'completed', target: answer.target, summary, firstTextAt });
    return { kind: 'json', headers: answerHeaders(answer, context), body: bodyFor(dialect, restored) };
  });
};
