import { createParser } from 'eventsource-parser';
import { GatewayError } from '../contract/gateway-error.ts';

export interface SseLimits {
  /** The `data` of one event, in UTF-16 units. */
  readonly maxEventLength: number;
  /** The whole stream, in bytes. */
  readonly maxBytes: number;
}

/** What one answer of a model may need, with room to spare: an event holds the whole output at most. */
export const DEFAULT_SSE_LIMITS: SseLimits = { maxEventLength: 16_000_000, maxBytes: 200_000_000 };

/** The parser also counts the field's name, and lines of other fields. The check of each event below is exact. */
const PARSER_SLACK = 1024;

/** Splits text, cut anywhere, into events. `feed` throws `provider_cut` for good once an event is too long. */
const createEventSplitter = (maxEventLength: number) => {
  let ready: string[] = [];
  let overflown = false;
  const parser = createParser({
    maxBufferSize: maxEventLength + PARSER_SLACK,
    onEvent: ({ data }) => {
      overflown ||= data.length > maxEventLength;
      if (!overflown) ready.push(data);
    },
    // The error quotes the line, so nothing but its type is looked at.
    onError: ({ type }) => {
      overflown ||= type === 'max-buffer-size-exceeded';
    },
  });
  return {
    feed: (text: string): void => {
      if (!overflown) parser.feed(text);
    },
    /** The events that are complete since the last call. */
    take: (): readonly string[] => {
      const taken = ready;
      ready = [];
      return taken;
    },
    isOverflown: (): boolean => overflown,
  };
};

/** A character cut across two reads is put together; bytes that are no UTF-8 throw `provider_failed`. */
const createUtf8Decoder = () => {
  // The parser strips the one BOM that the format allows; a second one is content.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new GatewayError('provider_failed');
    }
  };
};

/**
 * Reads server-sent events and yields the `data` of each; names, ids, comments and unknown fields are left out. Where
 * the bytes are cut into chunks makes no difference.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * Unlike a browser it also delivers a last event that no blank line ends: some servers leave it out. If that event was
 * cut its JSON doesn't parse, and the consumer fails on it.
 *
 * Throws `provider_cut` when the bytes break off with an error or exceed a limit, `provider_failed` on bytes that are
 * no UTF-8. Events before the fault are delivered first, except those in the chunk with the bad bytes. Ending the
 * iteration early ends that of `body`.
 */
export async function* readSse(
  body: AsyncIterable<Uint8Array>,
  limits: SseLimits = DEFAULT_SSE_LIMITS,
): AsyncGenerator<string, void, undefined> {
  const decode = createUtf8Decoder();
  const splitter = createEventSplitter(limits.maxEventLength);
  let left = limits.maxBytes;
  try {
    for await (const chunk of body) {
      splitter.feed(decode(chunk.subarray(0, left)));
      yield* splitter.take();
      if (splitter.isOverflown() || chunk.length > left) throw new GatewayError('provider_cut');
      left -= chunk.length;
    }
    splitter.feed(`${decode()}\n\n`);
    yield* splitter.take();
    if (splitter.isOverflown()) throw new GatewayError('provider_cut');
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError('provider_cut');
  }
}
