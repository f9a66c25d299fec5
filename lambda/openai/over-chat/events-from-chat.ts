import { GatewayError } from '../../contract/gateway-error.ts';
import { isDone, readChatChunk } from '../chat/read-chunk.ts';
import type { JsonObject } from '../json-value.ts';
import type { ResponseEvent } from '../responses/response-event.ts';
import { createResponseBuilder, type Made } from './response-builder.ts';

const written = (events: readonly ResponseEvent[]): readonly string[] =>
  events.map((event) => JSON.stringify(event));

async function* translated(
  chunks: AsyncIterable<string>,
  outbound: JsonObject,
  made: Made,
): AsyncGenerator<string, undefined, undefined> {
  const builder = createResponseBuilder(outbound, made);
  let done = false;
  for await (const data of chunks) {
    done = isDone(data);
    if (done) break;
    const chunk = readChatChunk(data);
    if (chunk !== undefined) yield* written(builder.add(chunk));
  }
  // As for chat itself: a missing mark of the end is forgiven if the answer has finished.
  if (!done && !builder.finished()) throw new GatewayError('provider_cut');
  yield* written(builder.finish());
  return undefined;
}

/**
 * The events of a response, as the `data` of each, from the `data` of the chunks of a chat answer. The last of them is
 * `response.completed` or `response.incomplete`.
 *
 * Throws `provider_cut` where the chunks end without a proper end, `provider_failed` for errors and garbage among them.
 * Returning early returns from the chunks at once, even while one is being waited for.
 *
 * @param outbound the body of the request before it was translated, which the response repeats
 */
export const responseEventsFromChat = (
  chunks: AsyncIterable<string>,
  outbound: JsonObject,
  made: Made,
): AsyncIterable<string> => {
  const source = chunks[Symbol.asyncIterator]();
  const events = translated({ [Symbol.asyncIterator]: () => source }, outbound, made);
  const iterator = {
    next: () => events.next(),
    return: async () => {
      // A generator would wait for the chunk first, and without having begun it would not return at all.
      await source.return?.();
      return events.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
};
