import type { JsonObject } from '../openai/json-value.ts';
import { parseResponseEvent, type ResponseEvent, responseOf } from '../openai/responses/response-event.ts';
import { padded } from '../openai/responses/response-view.ts';
import { createResponseStreamRestorer } from '../tokens/response-restorer.ts';
import type { TokenBook } from '../tokens/token-book.ts';

export interface ResponseFramesDeps {
  readonly book: TokenBook;
  /** What the client sees of a response, once its values are back. */
  readonly present: (response: JsonObject) => JsonObject;
  /** What the client sees of any event, once its values are back. */
  readonly show?: (event: ResponseEvent) => ResponseEvent;
  readonly padding: boolean;
  /** Called with each of the provider's events as it came. */
  readonly onEvent?: (event: ResponseEvent) => void;
}

/** Turns a provider's events into those that the client gets: restored, numbered anew, padded. */
export interface ResponseFrames {
  feed(data: string): readonly ResponseEvent[];
  /** The number of the next event. */
  next(): number;
}

const asItIs = (event: ResponseEvent): ResponseEvent => event;

/** The same for an answer that comes in and for one that is given again: both give the same events. */
export const createResponseFrames = (deps: ResponseFramesDeps): ResponseFrames => {
  const { book, present, show = asItIs, padding, onEvent } = deps;
  const restorer = createResponseStreamRestorer(book);
  let next = 0;

  const toClient = (restored: ResponseEvent): ResponseEvent => {
    const event = show(restored);
    const response = responseOf(event);
    const numbered = {
      ...event,
      ...(response !== undefined && { response: present(response) }),
      sequence_number: next,
    };
    next += 1;
    return padded(numbered, padding);
  };

  return {
    feed(data) {
      const event = parseResponseEvent(data);
      if (event === undefined) return [];
      onEvent?.(event);
      return restorer.feed(event).map(toClient);
    },
    next: () => next,
  };
};
