import { createHash } from 'node:crypto';
import { mapAtOnce } from '../contract/at-once.ts';
import type { RandomBytes } from '../contract/random.ts';
import { openSeal, seal } from '../tokens/seal.ts';
import { isVaultEpoch, type TenantKeys } from '../tokens/tenant-keys.ts';
import type { LargeObjects } from './large-objects.ts';
import type { Life } from './life.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { type Home, keyOf, objectName, type Place, partitionOf, sealedPlace } from './place.ts';
import type { Expected, StateBody, StateOutline, StateRow, StateTable } from './state-table.ts';

/**
 * What fits into one row. DynamoDB's limit is 400 KB with all attributes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const INLINE_BYTES = 350_000;

const VERSION_BYTES = 12;

/** Calls under way at once, for each of which there may be a body of megabytes, and for those that have none. */
const BODIES_AT_ONCE = 10;
const ROWS_AT_ONCE = 50;

export interface EntryStoreDeps {
  readonly keys: TenantKeys;
  readonly table: StateTable;
  readonly objects: LargeObjects;
  readonly random: RandomBytes;
  readonly life: Life;
}

/** A JSON document that was stored, opened. */
export interface Entry {
  readonly place: Place;
  readonly json: unknown;
  readonly version: string;
  readonly object: string | undefined;
  readonly expiresAt: number;
}

/** What deletes or renews an entry without opening it. */
export type EntryOutline = Pick<Entry, 'place' | 'object'> & { readonly version?: string };

/** A small document whose version is its writer's to choose. */
export interface SmallEntry {
  readonly place: Place;
  readonly json: unknown;
  readonly version: string;
}

/** JSON documents, each sealed for its place under its tenant's key. Throws whatever table, objects or keys throw. */
export interface EntryStore {
  /**
   * Writes where there is nothing, where nothing is being deleted, or in the place of an entry that was read. `undefined`
   * when something else is there, and then nothing was written.
   */
  write(
    place: Place,
    json: unknown,
    expiresAt: number,
    where: 'absent' | 'open' | Entry,
    signal: AbortSignal,
  ): Promise<EntryOutline | undefined>;
  /** Writes a small document where there is none; false when another one is there. */
  claim(entry: SmallEntry, expiresAt: number, signal: AbortSignal): Promise<boolean>;
  /** Writes small documents, whatever was there. */
  writeAll(entries: readonly SmallEntry[], expiresAt: number, signal: AbortSignal): Promise<void>;
  /** In the order of the places; `undefined` for what is not there, has expired or is being deleted. */
  read(places: readonly Place[], signal: AbortSignal): Promise<readonly (Entry | undefined)[]>;
  /** The same for one place; also what is being deleted, so that a deletion can be begun again. */
  readEvenClosed(place: Place, signal: AbortSignal): Promise<Entry | undefined>;
  /** All that has not expired, in the order of their sort keys. */
  list(home: Home, sortPrefix: string, signal: AbortSignal): Promise<readonly Entry[]>;
  renew(entries: readonly EntryOutline[], expiresAt: number, signal: AbortSignal): Promise<void>;
  /** What breaks off can be begun again from the same outlines. */
  delete(entries: readonly EntryOutline[], signal: AbortSignal): Promise<void>;
  /** Deletes an entry that has to be readable for as long as it is there. */
  deleteWhole(entry: Entry, signal: AbortSignal): Promise<void>;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const nameIn = (body: StateBody): string | undefined => (body.kind === 'object' ? body.name : undefined);

/** The entries of a home as its rows show them. */
export const outlinesOf = (home: Home, rows: readonly StateOutline[]): readonly EntryOutline[] =>
  rows.map(({ sort, object }) => ({ place: { ...home, sort }, object }));

/** What rows hold, sealed and opened. */
const createBodies = ({ keys, objects, random }: EntryStoreDeps) => ({
  async seal(place: Place, json: unknown, signal: AbortSignal) {
    const [packed, { epoch, key }] = await Promise.all([packJson(json), keys.vaultKey(place.tenant, signal)]);
    return { epoch, sealed: seal(packed, sealedPlace(place, epoch), key, random) };
  },

  /** Puts aside what is too large for a row. */
  async lay(place: Place, sealed: Uint8Array, signal: AbortSignal): Promise<StateBody> {
    if (sealed.length <= INLINE_BYTES) return { kind: 'inline', sealed };
    const hash = sha256(sealed);
    const name = objectName(place, hash);
    await objects.put(name, sealed, signal);
    return { kind: 'object', name, bytes: sealed.length, sha256: hash };
  },

  /** Opens a row as the one that was asked for, whatever the row says that it is. */
  async open(place: Place, { epoch, body }: StateRow, signal: AbortSignal): Promise<unknown> {
    if (!isVaultEpoch(epoch)) throw new Error('A stored part has an odd epoch.');
    const sealed = body.kind === 'inline' ? body.sealed : await objects.get(body.name, body.bytes, signal);
    if (body.kind === 'object' && sha256(sealed) !== body.sha256)
      throw new Error('A large part is not what was stored.');
    const key = await keys.vaultKeyOf(place.tenant, epoch, signal);
    return await unpackJson(openSeal(sealed, sealedPlace(place, epoch), key));
  },
});

/** Reading and opening. */
const createReading = (
  { table, life }: EntryStoreDeps,
  bodies: ReturnType<typeof createBodies>,
): Pick<EntryStore, 'read' | 'readEvenClosed' | 'list'> => {
  const opened = async (place: Place, row: StateRow, signal: AbortSignal): Promise<Entry> => ({
    place,
    json: await bodies.open(place, row, signal),
    version: row.version,
    object: nameIn(row.body),
    expiresAt: row.expiresAt,
  });

  const find = async (
    places: readonly Place[],
    isThere: (row: StateRow) => boolean,
    signal: AbortSignal,
  ): Promise<readonly (Entry | undefined)[]> => {
    const textOf = ({ partition, sort }: Pick<StateRow, 'partition' | 'sort'>) => `${partition}#${sort}`;
    const keys = new Map(places.map((place) => [textOf(keyOf(place)), keyOf(place)]));
    const rows = keys.size === 0 ? [] : await table.get([...keys.values()], signal);
    const byKey = new Map(rows.map((row) => [textOf(row), row]));
    return await mapAtOnce(BODIES_AT_ONCE, places, async (place) => {
      const row = byKey.get(textOf(keyOf(place)));
      return row !== undefined && isThere(row) ? await opened(place, row, signal) : undefined;
    });
  };

  const isAlive = ({ expiresAt }: StateRow): boolean => !life.isOver(expiresAt);

  return {
    read: (places, signal) => find(places, (row) => isAlive(row) && !row.closed, signal),
    async readEvenClosed(place, signal) {
      const [entry] = await find([place], isAlive, signal);
      return entry;
    },
    async list(home, sortPrefix, signal) {
      const rows = await table.list(partitionOf(home), sortPrefix, signal);
      return await mapAtOnce(BODIES_AT_ONCE, rows.filter(isAlive), (row) =>
        opened({ ...home, sort: row.sort }, row, signal),
      );
    },
  };
};

/** Making rows and putting them down. */
const createWriting = ({ table }: EntryStoreDeps, bodies: ReturnType<typeof createBodies>) => {
  /** Whether the row is there after all: from a try of which no answer came. */
  const isWritten = async ({ partition, sort, version }: StateRow, signal: AbortSignal): Promise<boolean> => {
    const [there] = await table.get([{ partition, sort }], signal);
    return there?.version === version;
  };
  return {
    rowOf: async (
      { place, json, version }: SmallEntry,
      expiresAt: number,
      signal: AbortSignal,
    ): Promise<StateRow> => {
      const { epoch, sealed } = await bodies.seal(place, json, signal);
      const body = await bodies.lay(place, sealed, signal);
      return { ...keyOf(place), version, epoch, body, expiresAt, closed: false };
    },
    put: async (row: StateRow, where: Expected, signal: AbortSignal): Promise<boolean> =>
      (await table.put(row, where, signal)) === 'stored' || (await isWritten(row, signal)),
  };
};

export const createEntryStore = (deps: EntryStoreDeps): EntryStore => {
  const { table, objects, random } = deps;
  const bodies = createBodies(deps);
  const { rowOf, put } = createWriting(deps, bodies);
  return {
    ...createReading(deps, bodies),
    async write(place, json, expiresAt, where, signal) {
      const replaced = typeof where === 'object' ? where.object : undefined;
      const version = Buffer.from(random(VERSION_BYTES)).toString('hex');
      const row = await rowOf({ place, json, version }, expiresAt, signal);
      const object = nameIn(row.body);
      const stored = await put(row, where, signal);
      const useless = stored ? replaced : object;
      if (useless !== undefined) await objects.delete(useless, signal);
      return stored ? { place, object, version } : undefined;
    },
    claim: async (entry, expiresAt, signal) => put(await rowOf(entry, expiresAt, signal), 'absent', signal),
    async writeAll(entries, expiresAt, signal) {
      const rows = await mapAtOnce(ROWS_AT_ONCE, entries, (entry) => rowOf(entry, expiresAt, signal));
      if (rows.length > 0) await table.putAll(rows, signal);
    },
    async renew(entries, expiresAt, signal) {
      await mapAtOnce(ROWS_AT_ONCE, entries, async ({ place, object, version }) => {
        if (object !== undefined) await objects.renew(object, signal);
        await table.renew(keyOf(place), expiresAt, signal, version);
      });
    },
    async delete(entries, signal) {
      await mapAtOnce(ROWS_AT_ONCE, entries, async ({ place, object, version }) => {
        // Before the row, which tells of it.
        if (object !== undefined) await objects.delete(object, signal);
        await table.delete(keyOf(place), signal, version);
      });
    },
    async deleteWhole({ place, object }, signal) {
      await table.delete(keyOf(place), signal);
      if (object !== undefined) await objects.delete(object, signal);
    },
  };
};
