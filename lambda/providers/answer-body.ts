import { GatewayError } from '../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { parseProviderJson } from '../openai/provider-json.ts';
import { readSse } from '../openai/sse-reader.ts';
import type { ProviderSettings } from './provider-settings.ts';
import type { Watch } from './watch.ts';

/**
 * The chunks of a body, under watch: the provider has so long for each of them, and the connection is closed when the
 * reading ends, for whatever reason.
 */
async function* chunksOf(
  body: ReadableStream<Uint8Array> | null,
  watch: Watch,
  settings: ProviderSettings,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  let wait = settings.headMs;
  try {
    while (reader !== undefined) {
      watch.expect(wait);
      const { done, value } = await reader.read();
      watch.relax();
      if (done) return;
      wait = settings.chunkMs;
      yield value;
    }
  } finally {
    watch.end('done');
  }
}

const decoded = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new GatewayError('provider_failed');
  }
};

const parseObject = (bytes: Uint8Array): JsonObject => {
  const value = parseProviderJson(decoded(bytes), 'provider_failed');
  if (isJsonObject(value)) return value;
  throw new GatewayError('provider_failed');
};

/**
 * Reads a whole answer. Throws `provider_failed` when it is not one JSON object, nested too deeply or too long; anything else that it
 * throws comes from the connection.
 */
export const readPlain = async (
  response: Response,
  watch: Watch,
  settings: ProviderSettings,
): Promise<JsonObject> => {
  const chunks: Uint8Array[] = [];
  let left = settings.maxPlainBytes;
  for await (const chunk of chunksOf(response.body, watch, settings)) {
    left -= chunk.length;
    if (left < 0) throw new GatewayError('provider_failed');
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks));
};

/**
 * The events of a streamed answer, read as they are asked for. Returning early closes the connection at once, even
 * while an event is being waited for (a generator alone would wait for it).
 */
export const streamEvents = (
  response: Response,
  watch: Watch,
  settings: ProviderSettings,
): AsyncIterable<string> => {
  const events = readSse(chunksOf(response.body, watch, settings), settings.stream);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => events.next(),
      return: () => {
        watch.end('done');
        return events.return();
      },
    }),
  };
};
