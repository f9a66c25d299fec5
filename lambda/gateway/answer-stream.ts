import { GatewayError } from '../contract/gateway-error.ts';
import type { Log } from '../contract/log.ts';
import { type ChatFrame, isChatFrame } from '../openai/chat/chat-chunk.ts';
import { type ChatTranscript, createChatTranscript } from '../openai/chat/chat-transcript.ts';
import { chunkView, streamWishes } from '../openai/chat/chat-view.ts';
import { errorBody } from '../openai/error-body.ts';
import { isJsonObject } from '../openai/json-value.ts';
import { DONE_FRAME, dataFrame } from '../openai/sse-writer.ts';
import type { StreamedAnswer } from '../providers/provider.ts';
import { createChatStreamRestorer } from '../tokens/chat-restorer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { AnswerContext } from './answer-plain.ts';
import type { EventAnswer } from './call.ts';
import type { Ending } from './exchange.ts';
import { endingOf } from './failed-before.ts';

const DONE = '[DONE]';

/** A chunk; `undefined` for an object of another kind, which is not passed on. Garbage and errors throw. */
const parseChunk = (data: string): ChatFrame | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new GatewayError('provider_cut');
  }
  // Some servers write a null error into every chunk.
  if (!isJsonObject(value) || (value['error'] ?? null) !== null) throw new GatewayError('provider_failed');
  if (value['choices'] === undefined) return undefined;
  if (!isChatFrame(value)) throw new GatewayError('provider_failed');
  return value;
};

/**
 * The provider's chunks, restored. Ends after a proper end only; throws `provider_cut` when the provider's bytes end
 * without one. A missing `[DONE]` is forgiven if every choice has finished.
 */
async function* restoredChunks(
  answer: StreamedAnswer,
  transcript: ChatTranscript,
  { scope }: AnswerContext,
): AsyncGenerator<ChatFrame> {
  const restorer = createChatStreamRestorer(scope.book);
  let last: ChatFrame | undefined;
  let done = false;
  for await (const data of answer.events) {
    done = data.trim() === DONE;
    if (done) break;
    const chunk = parseChunk(data);
    if (chunk === undefined) continue;
    transcript.add(chunk);
    yield* restorer.feed(chunk);
    last = chunk;
  }
  if (last === undefined || !(done || transcript.finished())) throw new GatewayError('provider_cut');
  yield* restorer.flush(last);
}

/** A failure after the first byte: the client must see that the answer is not whole. */
const failureFrame = (error: unknown): string =>
  dataFrame(errorBody(error instanceof GatewayError ? error : new GatewayError('internal')));

/**
 * A generator alone would skip its `finally` if it had not begun, and wait for the provider if it had; so what is to
 * be done when the reader leaves is done beside it. After a proper end it must change nothing.
 */
const leavable = (frames: AsyncGenerator<string>, leave: () => Promise<unknown>): AsyncIterable<string> => {
  const iterator = {
    next: () => frames.next(),
    return: async () => {
      await leave();
      return frames.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
};

/** Streams an answer. Its values and its record are durable before the client is told that it is complete. */
export const answerStream = (answer: StreamedAnswer, context: AnswerContext, log: Log): EventAnswer => {
  const { call, request, exchange, kept, clock } = context;
  const transcript = createChatTranscript();
  const wishes = streamWishes(request);
  let firstTextAt: number | undefined;
  let gone = false;

  const close = (ending: Ending): Promise<void> =>
    exchange.close({
      target: answer.target,
      summary: transcript.summary(),
      ...(firstTextAt !== undefined && { firstTextAt }),
      ...ending,
    });

  /** Who stops reading is a client that went away, unless the signal knows better. */
  const left = (): Ending => (call.signal.aborted ? endingOf(undefined, call) : { outcome: 'client_gone' });

  const fail = async (error: unknown): Promise<string> => {
    const ending = gone ? left() : endingOf(error, call);
    // People press "stop": that is no failure, and no alarm should count it as one.
    log(ending.outcome === 'client_gone' ? 'client_gone' : 'stream_failed', {
      requestId: call.requestId,
      ...(ending.failure !== undefined && { failure: ending.failure }),
    });
    await close(ending).catch(() => undefined);
    return failureFrame(error);
  };

  async function* frames(): AsyncGenerator<string> {
    try {
      for await (const chunk of restoredChunks(answer, transcript, context)) {
        kept.check();
        firstTextAt ??= clock();
        const view = chunkView(chunk, wishes);
        if (view !== undefined) yield dataFrame(view);
      }
      await kept.settled();
      await close({ outcome: 'completed' });
      yield DONE_FRAME;
    } catch (error) {
      // Values that could not be kept end the provider's call, which then breaks off: that is not its fault.
      yield await fail(kept.failed.aborted ? kept.failed.reason : error);
    }
  }

  const leave = (): Promise<unknown> => {
    gone = true;
    return Promise.allSettled([close(left()), answer.events[Symbol.asyncIterator]().return?.()]);
  };
  return { kind: 'events', headers: answerHeaders(answer, context), frames: leavable(frames(), leave) };
};
