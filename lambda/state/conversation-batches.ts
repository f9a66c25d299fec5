import type { Entry, EntryOutline, EntryStore } from './entry-store.ts';
import type { Life } from './life.ts';
import { type Home, type Place, partitionOf } from './place.ts';
import type { StoredItems } from './state.ts';
import type { StateTable } from './state-table.ts';
import { readBatch } from './stored-json.ts';

const BATCHES = 'items#';
const NUMBER_DIGITS = 12;

/** Sorts as the numbers do. */
const batchPlace = (home: Home, number: number): Place => ({
  ...home,
  sort: `${BATCHES}${String(number).padStart(NUMBER_DIGITS, '0')}`,
});

const numberOf = (sort: string): number => Number(sort.slice(BATCHES.length));

/** Items that were added at once. */
interface Batch {
  readonly entry: Entry;
  readonly added: StoredItems;
}

export interface BatchesDeps {
  readonly entries: EntryStore;
  readonly table: StateTable;
  readonly life: Life;
}

/** The items of conversations: batches that are numbered from 1 without gaps. */
export interface Batches {
  /** Throws when one is missing. */
  all(home: Home, signal: AbortSignal): Promise<readonly Batch[]>;
  /** Adds one behind all others. */
  add(home: Home, added: StoredItems, signal: AbortSignal): Promise<EntryOutline>;
  /** Takes an item out of its batch; false when somebody else has changed the batch meanwhile. */
  without(itemId: string, batch: Batch, signal: AbortSignal): Promise<boolean>;
}

export const createBatches = ({ entries, table, life }: BatchesDeps): Batches => ({
  async all(home, signal) {
    const listed = await entries.list(home, BATCHES, signal);
    const whole = listed.every(({ place }, index) => numberOf(place.sort) === index + 1);
    if (!whole) throw new Error('Items of a conversation are missing.');
    return listed.map((entry) => ({ entry, added: readBatch(entry.json) }));
  },

  async add(home, added, signal) {
    const last = await table.last(partitionOf(home), BATCHES, signal);
    for (let number = last === undefined ? 1 : numberOf(last.sort) + 1; ; number += 1) {
      signal.throwIfAborted();
      // Where somebody else was faster, the number after theirs.
      const place = batchPlace(home, number);
      const written = await entries.write(place, added, life.fresh(), 'absent', signal);
      if (written !== undefined) return written;
    }
  },

  async without(itemId, { entry, added }, signal) {
    const items = added.items.filter(({ id }) => id !== itemId);
    const written = await entries.write(entry.place, { ...added, items }, life.fresh(), entry, signal);
    return written !== undefined;
  },
});
