import { mapAtOnce } from '../contract/at-once.ts';
import type { ResponseId, TenantId } from '../contract/tenant.ts';
import { isJsonObject } from '../openai/json-value.ts';
import type { Entry, EntryOutline, EntryStore, SmallEntry } from './entry-store.ts';
import type { KeyedNames } from './keyed-names.ts';
import type { Place } from './place.ts';
import type { StoredItem, StoredResponse } from './state.ts';
import { type ResponseRecord, readRecord } from './stored-json.ts';

/** A record with the entry that holds it. */
export interface LoadedRecord {
  readonly entry: Entry;
  readonly record: ResponseRecord;
}

const CLAIMED_AT_ONCE = 10;

export const recordPlace = (tenant: TenantId, id: ResponseId): Place => ({
  tenant,
  kind: 'response',
  id,
  sort: 'record',
});

export const eventsPlace = (tenant: TenantId, id: ResponseId): Place => ({
  ...recordPlace(tenant, id),
  sort: 'events',
});

export const itemPlace = (tenant: TenantId, name: string): Place => ({
  tenant,
  kind: 'item',
  id: name,
  sort: 'place',
});

/**
 * The items of a response that can be referred to by their ids: those that the provider gave, and those of the input that
 * have their ids of us. What clients call theirs may be the name of somebody else's.
 */
const referableIn = ({ input, response }: StoredResponse) => {
  const { output } = response;
  const given = Array.isArray(output) ? output.filter(isJsonObject) : [];
  return {
    named: input.filter(({ item }) => item['id'] === undefined),
    given: given.flatMap((item) => (typeof item['id'] === 'string' ? [{ id: item['id'], item }] : [])),
  };
};

/** The same by their ids. */
export const itemsOf = (stored: StoredResponse): ReadonlyMap<string, StoredItem> => {
  const { named, given } = referableIn(stored);
  return new Map([...named, ...given].map((one) => [one.id, one]));
};

export const loadRecords = async (
  entries: EntryStore,
  tenant: TenantId,
  ids: readonly ResponseId[],
  signal: AbortSignal,
): Promise<readonly (LoadedRecord | undefined)[]> => {
  const places = ids.map((id) => recordPlace(tenant, id));
  const read = await entries.read(places, signal);
  return read.map((entry) => (entry === undefined ? undefined : { entry, record: readRecord(entry.json) }));
};

/** The entries that say in which response each item is. Their version says it too, so that no other's is deleted. */
const itemEntries = async (
  names: KeyedNames,
  tenant: TenantId,
  { id }: StoredResponse,
  items: Iterable<string>,
  signal: AbortSignal,
): Promise<readonly SmallEntry[]> => {
  const found = await names.of(tenant, 'item', [...new Set(items)], signal);
  return found.map((name) => ({ place: itemPlace(tenant, name), json: { response: id }, version: id }));
};

/** An item of which nobody can tell which one is meant. No response's deletion makes it one again. */
const severalAt = ({ place }: SmallEntry): SmallEntry => ({
  place,
  json: { response: null },
  version: 'several',
});

/**
 * Writes down where items are found. Ids are the provider's, and there are providers that give the same one again and
 * again: what two responses hold under one id is found under it no more, since it could be another user's.
 */
export const keepItemPlaces = async (
  { entries, names }: { readonly entries: EntryStore; readonly names: KeyedNames },
  tenant: TenantId,
  stored: StoredResponse,
  expiresAt: number,
  signal: AbortSignal,
): Promise<void> => {
  const { named, given } = referableIn(stored);
  const [ours, theirs] = await Promise.all(
    [named, given].map((items) =>
      itemEntries(
        names,
        tenant,
        stored,
        items.map(({ id }) => id),
        signal,
      ),
    ),
  );
  await entries.writeAll(ours ?? [], expiresAt, signal);
  await mapAtOnce(CLAIMED_AT_ONCE, theirs ?? [], async (entry) => {
    if (await entries.claim(entry, expiresAt, signal)) return;
    await entries.writeAll([severalAt(entry)], expiresAt, signal);
  });
};

/** Everything that belongs to a response but its record. */
export const belongings = async (
  names: KeyedNames,
  tenant: TenantId,
  record: ResponseRecord,
  signal: AbortSignal,
): Promise<readonly EntryOutline[]> => {
  const { id, events } = record;
  const items = await itemEntries(names, tenant, record, itemsOf(record).keys(), signal);
  return [
    ...items.map(({ place, version }) => ({ place, version, object: undefined })),
    ...(events === null ? [] : [{ place: eventsPlace(tenant, id), object: events.object ?? undefined }]),
  ];
};
