import { mapAtOnce } from '../contract/at-once.ts';
import type { ResponseId, ScopeId, TenantId } from '../contract/tenant.ts';
import type { ValueRecall, ValueRef } from '../tokens/vault.ts';
import type { EntryStore } from './entry-store.ts';
import type { KeyedNames } from './keyed-names.ts';
import type { Life } from './life.ts';
import { belongings, itemPlace, itemsOf, type LoadedRecord, loadRecords } from './response-entries.ts';
import type { FoundItem } from './state.ts';
import { type ResponseRecord, readItemPlace } from './stored-json.ts';

export interface ResponseHistoryDeps {
  readonly entries: EntryStore;
  readonly names: KeyedNames;
  readonly life: Life;
  readonly values: ValueRecall;
}

/** What later turns go on from. The life of whatever is read begins anew. */
export interface ResponseHistory {
  chain(
    tenant: TenantId,
    id: ResponseId,
    signal: AbortSignal,
  ): Promise<readonly ResponseRecord[] | undefined>;
  items(
    tenant: TenantId,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, FoundItem>>;
}

const RENEWED_AT_ONCE = 10;

const isFound = <T>(value: T | undefined): value is T => value !== undefined;

const refsByScope = (all: readonly LoadedRecord[]): ReadonlyMap<ScopeId, readonly ValueRef[]> => {
  const refs = new Map<ScopeId, ValueRef[]>();
  for (const { record } of all) refs.set(record.scope, [...(refs.get(record.scope) ?? []), ...record.values]);
  return refs;
};

/** The values first and the record last: so nothing outlives its values, and what breaks off is done again. */
const renewWith =
  ({ entries, names, life, values }: ResponseHistoryDeps) =>
  async (tenant: TenantId, all: readonly LoadedRecord[], signal: AbortSignal): Promise<void> => {
    const due = all.filter(({ entry }) => life.isDue(entry.expiresAt));
    for (const [scope, refs] of refsByScope(due)) await values.recall(tenant, scope, refs, signal);
    await mapAtOnce(RENEWED_AT_ONCE, due, async ({ entry, record }) => {
      const expiresAt = life.fresh();
      await entries.renew(await belongings(names, tenant, record, signal), expiresAt, signal);
      await entries.renew([entry], expiresAt, signal);
    });
  };

/** In which response each item is. */
const holdersWith =
  ({ entries, names }: ResponseHistoryDeps) =>
  async (
    tenant: TenantId,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ResponseId>> => {
    const places = (await names.of(tenant, 'item', ids, signal)).map((name) => itemPlace(tenant, name));
    const read = await entries.read(places, signal);
    return new Map(
      read.flatMap((entry, index) => {
        const id = ids[index];
        const response = entry === undefined ? null : readItemPlace(entry.json).response;
        return id === undefined || response === null ? [] : [[id, response]];
      }),
    );
  };

export const createResponseHistory = (deps: ResponseHistoryDeps): ResponseHistory => {
  const { entries } = deps;
  const renew = renewWith(deps);
  const holders = holdersWith(deps);
  return {
    async chain(tenant, id, signal) {
      const [last] = await loadRecords(entries, tenant, [id], signal);
      if (last === undefined) return undefined;
      const ancestors = await loadRecords(entries, tenant, last.record.ancestors, signal);
      const before = ancestors.filter(isFound);
      if (before.length < ancestors.length) return undefined;
      const chain = [...before, last];
      await renew(tenant, chain, signal);
      return chain.map(({ record }) => record);
    },
    async items(tenant, ids, signal) {
      const held = await holders(tenant, ids, signal);
      const read = await loadRecords(entries, tenant, [...new Set(held.values())], signal);
      const loaded = read.filter(isFound);
      await renew(tenant, loaded, signal);
      const records = new Map(loaded.map(({ record }) => [record.id, { record, items: itemsOf(record) }]));
      const found = new Map<string, FoundItem>();
      for (const [id, holder] of held) {
        const there = records.get(holder);
        const item = there?.items.get(id);
        if (there === undefined || item === undefined) continue;
        found.set(id, { ...item, scope: there.record.scope, values: there.record.values });
      }
      return found;
    },
  };
};
