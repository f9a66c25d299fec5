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

/** The items of a response by their ids; where one has the id of another, what the provider gave is meant. */
export const itemsOf = ({ input, response }: StoredResponse): ReadonlyMap<string, StoredItem> => {
  const { output } = response;
  const given = Array.isArray(output) ? output.filter(isJsonObject) : [];
  const named = given.flatMap((item) => (typeof item['id'] === 'string' ? [{ id: item['id'], item }] : []));
  return new Map([...input, ...named].map((one) => [one.id, one]));
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

/** The entries that say in which response each item is. */
export const itemEntries = async (
  names: KeyedNames,
  tenant: TenantId,
  stored: StoredResponse,
  signal: AbortSignal,
): Promise<readonly SmallEntry[]> => {
  const { id } = stored;
  const found = await names.of(tenant, 'item', [...itemsOf(stored).keys()], signal);
  // Where several responses hold an item, the last one's place stands. So its version says whose it is.
  return found.map((name) => ({ place: itemPlace(tenant, name), json: { response: id }, version: id }));
};

/** Everything that belongs to a response but its record. */
export const belongings = async (
  names: KeyedNames,
  tenant: TenantId,
  record: ResponseRecord,
  signal: AbortSignal,
): Promise<readonly EntryOutline[]> => {
  const { id, events } = record;
  const items = await itemEntries(names, tenant, record, signal);
  return [
    ...items.map(({ place, version }) => ({ place, version, object: undefined })),
    ...(events === null ? [] : [{ place: eventsPlace(tenant, id), object: events.object ?? undefined }]),
  ];
};
