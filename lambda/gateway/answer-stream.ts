import { GatewayError } from '../contract/gateway-error.ts';
import type { Log } from '../contract/log.ts';
import type { StreamedAnswer } from '../providers/provider.ts';
import type { AnswerContext } from './answer-context.ts';
import { answerHeaders } from './answer-headers.ts';
import type { StreamWire } from './answer-wire.ts';
import type { EventAnswer } from './call.ts';
import type { Ending } from './exchange.ts';
import { endingOf } from './failed-before.ts';

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

/** The provider's events as frames of ours, but for those that tell the client that the answer is whole. */
async function* framesOf({ events }: StreamedAnswer, wire: StreamWire): AsyncGenerator<string> {
  for await (const data of events) {
    yield* wire.feed(data);
    if (wire.ended()) return;
  }
}

/** Values that could not be kept, and time that is up, end the provider's call, which then breaks off: not its fault. */
const causeOf = (error: unknown, { kept, call }: AnswerContext): unknown => {
  const reasons: readonly unknown[] = [kept.failed.reason, call.signal.reason];
  return reasons.find((reason) => reason instanceof GatewayError) ?? error;
};

/** Streams an answer. Its values and its record are durable before the client is told that it is complete. */
export const answerStream = (
  answer: StreamedAnswer,
  wire: StreamWire,
  context: AnswerContext,
  log: Log,
): EventAnswer => {
  const { call, exchange, kept, settle, clock } = context;
  let firstTextAt: number | undefined;
  let gone = false;

  const close = (ending: Ending): Promise<void> =>
    exchange.close({
      target: answer.target,
      summary: wire.summary(),
      ...(firstTextAt !== undefined && { firstTextAt }),
      ...ending,
    });

  /** Who stops reading is a client that went away, unless the signal knows better. */
  const left = (): Ending => (call.signal.aborted ? endingOf(undefined, call) : { outcome: 'client_gone' });

  const fail = async (error: unknown): Promise<readonly string[]> => {
    const ending = gone ? left() : endingOf(error, call);
    // People press "stop": that is no failure, and no alarm should count it as one.
    log(ending.outcome === 'client_gone' ? 'client_gone' : 'stream_failed', {
      requestId: call.requestId,
      ...(ending.failure !== undefined && { failure: ending.failure }),
    });
    await Promise.allSettled([context.salvage?.(), close(ending)]);
    return wire.fail(error instanceof GatewayError ? error : new GatewayError('internal'));
  };

  async function* frames(): AsyncGenerator<string> {
    try {
      for await (const frame of framesOf(answer, wire)) {
        kept.check();
        firstTextAt ??= clock();
        yield frame;
      }
      const last = wire.finish();
      await settle();
      await close({ outcome: 'completed' });
      yield* last;
    } catch (error) {
      yield* await fail(causeOf(error, context));
    }
  }

  const leave = (): Promise<unknown> => {
    gone = true;
    const stopped = answer.events[Symbol.asyncIterator]().return?.();
    return Promise.allSettled([stopped, context.salvage?.(), close(left())]);
  };
  return { kind: 'events', headers: answerHeaders(answer, context), frames: leavable(frames(), leave) };
};
