import type { ResponseId, TenantId } from '../contract/tenant.ts';
import type { ValueRecall } from '../tokens/vault.ts';
import type { EntryOutline, EntryStore } from './entry-store.ts';
import type { KeyedNames } from './keyed-names.ts';
import type { Life } from './life.ts';
import { keyOf, type Place } from './place.ts';
import { belongings, eventsPlace, keepItemPlaces, recordPlace } from './response-entries.ts';
import { createResponseHistory } from './response-history.ts';
import type { ResponseStore, StoredResponse } from './state.ts';
import type { StateCall } from './state-call.ts';
import type { StateTable } from './state-table.ts';
import { type ResponseRecord, readEvents, readRecord } from './stored-json.ts';

export interface ResponseStoreDeps {
  readonly entries: EntryStore;
  readonly table: StateTable;
  readonly names: KeyedNames;
  readonly life: Life;
  readonly call: StateCall;
  /** Lets the values behind responses live on with them. */
  readonly values: ValueRecall;
}

const withoutEvents = ({ events: _, ...stored }: ResponseRecord): StoredResponse => stored;

const keepWith =
  ({ entries, names, life }: ResponseStoreDeps) =>
  async (
    tenant: TenantId,
    stored: StoredResponse,
    events: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    const expiresAt = life.fresh();
    const write = async (place: Place, json: unknown): Promise<EntryOutline> => {
      const written = await entries.write(place, json, expiresAt, 'absent', signal);
      if (written === undefined) throw new Error('A response of this id is stored already.');
      return written;
    };
    const keepEvents = async (): Promise<ResponseRecord['events']> => {
      if (events === undefined) return null;
      const { object = null } = await write(eventsPlace(tenant, stored.id), events);
      return { object };
    };
    const keptItems = keepItemPlaces({ entries, names }, tenant, stored, expiresAt, signal);
    const keptEvents = keepEvents();
    // Nothing is under way any more when the call fails.
    await Promise.allSettled([keptEvents, keptItems]);
    const [kept] = await Promise.all([keptEvents, keptItems]);
    // Last, so that whoever finds it finds all of it.
    await write(recordPlace(tenant, stored.id), { ...stored, events: kept });
  };

/** A deletion that breaks off has been marked as begun: nobody finds the response any more, but it can be begun again. */
const deleteWith =
  ({ entries, table, names, life }: ResponseStoreDeps) =>
  async (tenant: TenantId, id: ResponseId, signal: AbortSignal): Promise<boolean> => {
    const place = recordPlace(tenant, id);
    const entry = await entries.readEvenClosed(place, signal);
    if (entry === undefined || !(await table.close(keyOf(place), life.now(), signal))) return false;
    await entries.delete(await belongings(names, tenant, readRecord(entry.json), signal), signal);
    // Last, since it tells what belongs to it.
    await entries.deleteWhole(entry, signal);
    return true;
  };

export const createResponseStore = (deps: ResponseStoreDeps): ResponseStore => {
  const { entries, call } = deps;
  const history = createResponseHistory(deps);
  const keep = keepWith(deps);
  const remove = deleteWith(deps);
  return {
    keep: (tenant, stored, events, signal) => call('few', signal, (own) => keep(tenant, stored, events, own)),
    find: (tenant, id, signal) =>
      call('few', signal, async (own) => {
        const [entry] = await entries.read([recordPlace(tenant, id)], own);
        return entry === undefined ? undefined : withoutEvents(readRecord(entry.json));
      }),
    chain: (tenant, id, signal) =>
      call('many', signal, async (own) => (await history.chain(tenant, id, own))?.map(withoutEvents)),
    events: (tenant, id, signal) =>
      call('few', signal, async (own) => {
        const places = [recordPlace(tenant, id), eventsPlace(tenant, id)];
        const [record, events] = await entries.read(places, own);
        if (record === undefined || readRecord(record.json).events === null) return undefined;
        if (events === undefined) throw new Error('The events of a response are missing.');
        return readEvents(events.json);
      }),
    items: (tenant, ids, signal) => call('many', signal, (own) => history.items(tenant, ids, own)),
    delete: (tenant, id, signal) => call('many', signal, (own) => remove(tenant, id, own)),
  };
};
