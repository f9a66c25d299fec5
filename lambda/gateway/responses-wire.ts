import { GatewayError } from '../contract/gateway-error.ts';
import type { JsonObject } from '../openai/json-value.ts';
import { failureEvents } from '../openai/responses/failure-events.ts';
import { withoutSealed } from '../openai/responses/replay.ts';
import { isTerminal, type ResponseEvent, responseOf } from '../openai/responses/response-event.ts';
import { createResponseTranscript } from '../openai/responses/response-transcript.ts';
import { sealedPartsIn } from '../openai/sealed-parts.ts';
import { eventFrame } from '../openai/sse-writer.ts';
import { restoreResponse } from '../tokens/response-restorer.ts';
import type { TokenBook } from '../tokens/token-book.ts';
import type { PlainWire, StreamWire } from './answer-wire.ts';
import type { FinalResponse } from './keep-response.ts';
import { createResponseFrames } from './response-frames.ts';

/** What the client of a response gets to see. */
export interface ResponseView {
  readonly book: TokenBook;
  /** A response whose values are back, with the client's own request repeated in it. */
  readonly present: (restored: JsonObject) => JsonObject;
  /** A response as it came, with the scrubbed request repeated in it. */
  readonly asStored: (response: JsonObject) => JsonObject;
  /** Whether the client asked for the sealed parts; they are needed for later turns and may be long. */
  readonly sealed: boolean;
  readonly padding: boolean;
  /** Whether the answer will be stored, and with it its events. */
  readonly stored: boolean;
}

/** Gives the answer once it has ended. */
export interface Final {
  final(): FinalResponse;
}

const shown = ({ sealed, present }: ResponseView, restored: JsonObject): JsonObject =>
  present(sealed ? restored : withoutSealed(restored));

const isResponse = (body: JsonObject): boolean => Array.isArray(body['output']);

/** A whole response. */
export const createResponsePlainWire = (view: ResponseView): PlainWire & Final => {
  let response: JsonObject | undefined;
  return {
    restore(body) {
      if (!isResponse(body)) throw new GatewayError('provider_failed');
      response = body;
      const transcript = createResponseTranscript();
      transcript.addResponse(body);
      return { body: shown(view, restoreResponse(body, view.book)), summary: transcript.summary() };
    },
    final() {
      if (response === undefined) throw new GatewayError('provider_failed');
      return { response: view.asStored(response), events: undefined };
    },
  };
};

/** What the client has even if the answer breaks off. */
export interface Given {
  /** The sealed parts of the items that it was given so far. */
  sealedParts(): readonly string[];
}

/** A response in events. The one that ends it waits until everything is durable. */
export const createResponseStreamWire = (view: ResponseView): StreamWire & Final & Given => {
  const transcript = createResponseTranscript();
  const events: string[] = [];
  const sealedParts: string[] = [];
  /** The response as the client saw it last. */
  let latest: JsonObject | undefined;
  let ending: JsonObject | undefined;
  let held: readonly string[] = [];

  const frames = createResponseFrames({
    book: view.book,
    present: (response) => shown(view, response),
    show: (event) => (view.sealed ? event : withoutSealed(event)),
    padding: view.padding,
    onEvent: (event) => {
      transcript.add(event);
      sealedParts.push(...sealedPartsIn(event['item']));
      if (!isTerminal(event)) return;
      const last = responseOf(event);
      if (last === undefined || !isResponse(last)) throw new GatewayError('provider_failed');
      ending = last;
    },
  });

  const write = (event: ResponseEvent): string => {
    latest = responseOf(event) ?? latest;
    return eventFrame(event);
  };

  return {
    feed(data) {
      const given = frames.feed(data);
      if (view.stored) events.push(data);
      if (ending === undefined) return given.map(write);
      const last = given.findIndex(isTerminal);
      held = given.slice(last).map(write);
      return given.slice(0, last).map(write);
    },
    ended: () => ending !== undefined,
    finish() {
      if (ending === undefined) throw new GatewayError('provider_cut');
      return held;
    },
    fail: (error) => failureEvents(error, frames.next() - held.length, latest).map(eventFrame),
    summary: () => transcript.summary(),
    sealedParts: () => sealedParts,
    final() {
      if (ending === undefined) throw new GatewayError('provider_cut');
      return { response: view.asStored(ending), events };
    },
  };
};
