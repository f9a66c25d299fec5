import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { deltaOf } from '../openai/responses/held-back.ts';
import type { ResponseEvent } from '../openai/responses/response-event.ts';
import { createLogprobRestorer, type LogprobEntry, type LogprobRestorer } from './logprob-restorer.ts';
import { createRestorer, type Restored, type RestorerOptions } from './restorer.ts';
import type { TokenBook } from './token-book.ts';

/** A text that arrives in pieces. */
export interface ResponseLane {
  /** Restores the next piece. */
  feed(text: string): string;
  /** The same for the entries of its log probabilities. */
  feedLogprobs(entries: readonly LogprobEntry[]): LogprobEntry[];
}

/** Where a text belongs in the response, and in which events more of it can be given. */
export interface LanePlace {
  readonly path: string;
  readonly frame: ResponseEvent;
  readonly context: RestorerOptions['context'];
}

/**
 * The lanes of a streamed response, side by side. An event tells which item it is about by the item's id, by the
 * item's place, or by both.
 */
export interface ResponseLanes {
  /** Learns which item stands at which place; some events name one and some the other. */
  note(added: JsonObject): void;
  at(event: JsonObject, place: LanePlace): ResponseLane;
  /** Like `at`, for a text that begins here, whatever came before. */
  begin(event: JsonObject, place: LanePlace): ResponseLane;
  /** Ends the lanes at and below a place. Gives what they hold back, in events of their kind. */
  end(event: JsonObject, place: string): readonly ResponseEvent[];
  /** Ends all lanes of an item and forgets it. */
  endItem(done: JsonObject): readonly ResponseEvent[];
  endAll(): readonly ResponseEvent[];
  /** The values put back into a text so far. */
  restoredIn(event: JsonObject, path: string): readonly Restored[];
}

interface OpenLane extends ResponseLane {
  readonly path: string;
  end(): readonly ResponseEvent[];
}

const openLane = (book: TokenBook, { path, frame, context }: LanePlace, restored: Restored[]): OpenLane => {
  const restorer = createRestorer(book, { context, onRestored: (one) => restored.push(one) });
  let logprobs: LogprobRestorer | undefined;
  return {
    path,
    feed: (text) => restorer.feed(text),
    feedLogprobs(entries) {
      logprobs ??= createLogprobRestorer(book, { context });
      return logprobs.feed(entries);
    },
    end() {
      const text = restorer.flush();
      const entries = logprobs?.flush() ?? [];
      return text === '' && entries.length === 0 ? [] : [deltaOf(frame, path, text, entries)];
    },
  };
};

interface ItemLanes {
  readonly open: Map<string, OpenLane>;
  readonly restored: Map<string, Restored[]>;
}

const isAtOrBelow = (path: string, place: string): boolean => path === place || path.startsWith(`${place}.`);

const endLanes = (open: Map<string, OpenLane>, which: (path: string) => boolean): ResponseEvent[] =>
  [...open].flatMap(([name, lane]) => {
    if (!which(lane.path)) return [];
    open.delete(name);
    return lane.end();
  });

export const createResponseLanes = (book: TokenBook): ResponseLanes => {
  const items = new Map<string, ItemLanes>();
  const ids = new Map<unknown, unknown>();
  const known = new Set<unknown>();

  /**
   * The names of the item that an event may be about, the surest first. There are servers that give every event another
   * id: one that no item was added under says less than the item's place.
   */
  const namesOf = ({ item_id, item, output_index }: JsonObject): readonly string[] => {
    const id = item_id ?? (isJsonObject(item) ? item['id'] : undefined);
    const added = ids.get(output_index);
    return (known.has(id) ? [id, added] : [added, id])
      .filter((one) => typeof one === 'string' && one !== '')
      .map((one) => `id ${String(one)}`)
      .concat(`at ${String(output_index)}`);
  };

  const itemOf = (event: JsonObject): ItemLanes => {
    const [name = ''] = namesOf(event);
    const item = items.get(name) ?? { open: new Map(), restored: new Map() };
    items.set(name, item);
    return item;
  };

  const begin = (event: JsonObject, place: LanePlace): OpenLane => {
    const { open, restored } = itemOf(event);
    const replaced: Restored[] = [];
    const lane = openLane(book, place, replaced);
    open.set(`${place.frame.type} ${place.path}`, lane);
    restored.set(place.path, replaced);
    return lane;
  };

  return {
    note({ item, output_index }) {
      if (!isJsonObject(item) || output_index === undefined) return;
      ids.set(output_index, item['id']);
      known.add(item['id']);
    },
    at: (event, place) => itemOf(event).open.get(`${place.frame.type} ${place.path}`) ?? begin(event, place),
    begin,
    end: (event, place) => endLanes(itemOf(event).open, (path) => isAtOrBelow(path, place)),
    endItem: (done) =>
      namesOf(done).flatMap((name) => {
        const item = items.get(name);
        items.delete(name);
        return item === undefined ? [] : endLanes(item.open, () => true);
      }),
    endAll: () => {
      const all = [...items.values()];
      items.clear();
      return all.flatMap(({ open }) => endLanes(open, () => true));
    },
    restoredIn: (event, path) => itemOf(event).restored.get(path) ?? [],
  };
};
