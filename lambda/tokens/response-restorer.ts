import { GatewayError } from '../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import type { Rule, Visit } from '../openai/leaf.ts';
import { frameOf, framesBegunBy } from '../openai/responses/held-back.ts';
import { isResponseEvent, isTerminal, type ResponseEvent } from '../openai/responses/response-event.ts';
import { eventKindOf, responseEventLeaves } from '../openai/responses/response-event-leaves.ts';
import { answerItemLeaves, responseLeaves } from '../openai/responses/response-leaves.ts';
import { finishEvent, finishItem, finishResponse, type TextWork } from './finished-parts.ts';
import { createLogprobRestorer, type LogprobEntry } from './logprob-restorer.ts';
import {
  createResponseLanes,
  type LanePlace,
  type ResponseLane,
  type ResponseLanes,
} from './response-lanes.ts';
import { contextOf, type Restored, restoreText } from './restorer.ts';
import type { TokenBook } from './token-book.ts';

/** Restores the leaves of something, and what hangs on their texts. */
interface Restoring extends TextWork {
  readonly visit: Visit;
}

const wholeEntries = (entries: readonly LogprobEntry[], book: TokenBook): readonly LogprobEntry[] => {
  const restorer = createLogprobRestorer(book, { context: 'text' });
  return [...restorer.feed(entries), ...restorer.flush()];
};

/** Each text is there as a whole. */
const restoringWhole = (book: TokenBook): Restoring => {
  const restored = new Map<string, Restored[]>();
  return {
    visit(leaf) {
      const context = contextOf(leaf);
      if (context === undefined) return leaf.text;
      const own: Restored[] = [];
      restored.set(leaf.path, own);
      return restoreText(leaf.text, book, { context, onRestored: (one) => own.push(one) });
    },
    restoredIn: (path) => restored.get(path) ?? [],
    entries: (_path, entries) => wholeEntries(entries, book),
  };
};

/**
 * Some texts are pieces of lanes.
 *
 * @param frameAt the frame of the lane at a place; `undefined` where a text is whole
 */
const restoringPieces = (
  event: ResponseEvent,
  frameAt: (path: string) => ResponseEvent | undefined,
  laneAt: (place: LanePlace) => ResponseLane,
  { lanes, book }: { readonly lanes: ResponseLanes; readonly book: TokenBook },
): Restoring => ({
  visit(leaf) {
    const { path, text } = leaf;
    const context = contextOf(leaf);
    if (context === undefined) return text;
    // A star leads through fields that we don't know.
    const frame = path.includes('*') ? undefined : frameAt(path);
    return frame === undefined
      ? restoreText(text, book, { context })
      : laneAt({ path, frame, context }).feed(text);
  },
  restoredIn: (path) => lanes.restoredIn(event, path),
  entries(path, entries) {
    const frame = frameAt(path);
    return frame === undefined
      ? wholeEntries(entries, book)
      : lanes.at(event, { path, frame, context: 'text' }).feedLogprobs(entries);
  },
});

const walkObject = (rule: Rule, value: JsonObject, path: string, visit: Visit): JsonObject => {
  const walked = rule(value, path, visit);
  if (!isJsonObject(walked)) throw new GatewayError('provider_failed');
  return walked;
};

/** Puts the values back into a response, whole. */
export const restoreResponse = (response: JsonObject, book: TokenBook): JsonObject => {
  const work = restoringWhole(book);
  return finishResponse(walkObject(responseLeaves, response, '', work.visit), response, work);
};

/** Puts the values back into an item of an output, of an input or of a conversation. */
export const restoreItem = (item: JsonObject, book: TokenBook): JsonObject => {
  const work = restoringWhole(book);
  const finished = finishItem(walkObject(answerItemLeaves, item, 'item', work.visit), 'item', work);
  return isJsonObject(finished) ? finished : item;
};

/** Puts the values back into a response that comes in events. */
export interface ResponseStreamRestorer {
  /**
   * The events to send for one of the provider's: that event, and before it what texts held back that it ends. Numbers
   * are the caller's business: an event of our own repeats the number of the one behind it.
   */
  feed(event: ResponseEvent): readonly ResponseEvent[];
}

/**
 * Each of the provider's events becomes one of ours, perhaps with an empty text while a token is incomplete. Whatever
 * repeats a text agrees with its deltas to the letter: how a text is cut makes no difference to the restorer.
 */
export const createResponseStreamRestorer = (book: TokenBook): ResponseStreamRestorer => {
  const lanes = createResponseLanes(book);

  const restore = (event: ResponseEvent, work: Restoring): ResponseEvent => {
    const walked = responseEventLeaves(event, '', work.visit);
    if (!isResponseEvent(walked)) throw new GatewayError('provider_failed');
    return finishEvent(walked, event, eventKindOf(event.type)?.place(event) ?? '', work);
  };

  const delta = (event: ResponseEvent): ResponseEvent => {
    const frame = frameOf(event);
    const laneAt = (place: LanePlace) => lanes.at(event, place);
    return restore(
      event,
      restoringPieces(event, () => frame, laneAt, { lanes, book }),
    );
  };

  const added = (event: ResponseEvent, place: string): ResponseEvent => {
    lanes.note(event);
    const frames = framesBegunBy(event, place);
    const laneAt = (begun: LanePlace) => lanes.begin(event, begun);
    return restore(
      event,
      restoringPieces(event, (path) => frames.get(path), laneAt, { lanes, book }),
    );
  };

  /** Citations come while their text still does, so they point into what has come of it. */
  const whole = (event: ResponseEvent): ResponseEvent => {
    const work = restoringWhole(book);
    const cited = event['annotation'] !== undefined;
    return restore(event, cited ? { ...work, restoredIn: (path) => lanes.restoredIn(event, path) } : work);
  };

  const endedBy = (event: ResponseEvent, place: string): readonly ResponseEvent[] =>
    event['item'] === undefined ? lanes.end(event, place) : lanes.endItem(event);

  const before = (event: ResponseEvent, held: readonly ResponseEvent[]): readonly ResponseEvent[] =>
    held.map((one) => ({ ...one, sequence_number: event['sequence_number'] }));

  return {
    feed(event) {
      if (isTerminal(event)) return [...before(event, lanes.endAll()), whole(event)];
      const kind = eventKindOf(event.type);
      if (kind?.step === 'delta') return [delta(event)];
      if (kind?.step === 'added') return [added(event, kind.place(event))];
      if (kind?.step !== 'done') return [whole(event)];
      return [...before(event, endedBy(event, kind.place(event))), whole(event)];
    },
  };
};
