import { GatewayError } from '../../contract/gateway-error.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { withoutSealed } from '../../openai/responses/replay.ts';
import { withEcho } from '../../openai/responses/response-echo.ts';
import type { ResponseEvent } from '../../openai/responses/response-event.ts';
import { eventsOfResponse } from '../../openai/responses/response-events.ts';
import { eventFrame } from '../../openai/sse-writer.ts';
import type { StoredResponse } from '../../state/state.ts';
import { restoreResponse } from '../../tokens/response-restorer.ts';
import type { TokenBook } from '../../tokens/token-book.ts';
import type { EventAnswer, GatewayCall } from '../call.ts';
import { createResponseFrames } from '../response-frames.ts';
import { openStored } from '../stored-state/open-stored.ts';
import { flag, wantsSealed, wholeNumber } from '../stored-state/query.ts';
import { stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, type FoundResponse } from './find-response.ts';

const NUMBERS = [0, Number.MAX_SAFE_INTEGER] as const;

interface Wishes {
  /** The number of the last event that the reader has; it gets those behind it. */
  readonly after: number;
  readonly sealed: boolean;
  readonly padding: boolean;
}

const readWishes = ({ query }: GatewayCall): Wishes => ({
  after: wholeNumber(query, 'starting_after', NUMBERS) ?? -1,
  sealed: wantsSealed(query),
  padding: flag(query, 'include_obfuscation') ?? true,
});

/** The events as the live stream gave them, by the same machine. */
const eventsFor = (
  { id, response: stored }: StoredResponse,
  events: readonly string[],
  book: TokenBook,
  { after, sealed, padding }: Wishes,
): readonly ResponseEvent[] => {
  const unsealed = <T extends JsonObject>(value: T): T => (sealed ? value : withoutSealed(value));
  const echo = restoreResponse(stored, book);
  const frames = createResponseFrames({
    book,
    present: (response) => withEcho(unsealed(response), echo, { id, stored: true }),
    show: unsealed,
    padding,
  });
  return events
    .flatMap((data) => frames.feed(data))
    .filter((event) => Number(event['sequence_number']) > after);
};

const framesOf = (events: readonly ResponseEvent[]): AsyncIterable<string> =>
  ReadableStream.from(events.map(eventFrame));

/**
 * What the reader has was numbered as it came from the provider. Where those events could not be kept, nobody knows how
 * far they went; the reader is told so instead of being given what it may have.
 */
const refuseUnknownPlace = (kept: readonly string[] | undefined, { after }: Wishes): void => {
  if (kept?.length === 0 && after >= 0) throw new GatewayError('invalid_field', { param: 'starting_after' });
};

/**
 * The events of a stored response, those up to `starting_after` left out. What was not streamed at first, or not kept, is
 * given in events all the same. All of it is made before the answer begins, so that no failure can cut it short.
 *
 * Throws `invalid_field` where it can't be told what comes after `starting_after`.
 */
export const replay = async (
  found: FoundResponse,
  call: GatewayCall,
  ports: StatePorts,
): Promise<EventAnswer> => {
  const wishes = readWishes(call);
  const { caller, stored } = found;
  const { id, response, values } = stored;
  const kept = await ports.state.responses.events(caller.tenant, id, call.signal);
  refuseUnknownPlace(kept, wishes);
  const act = actOn(found, call, 'response.replayed');
  const { book, phi } = await openStored(act, { objects: [response], values }, ports);
  const given = kept === undefined || kept.length === 0 ? eventsOfResponse(response) : kept;
  const events = eventsFor(stored, given, book, wishes);
  return { kind: 'events', headers: stateHeaders(call, phi, ports), frames: framesOf(events) };
};
