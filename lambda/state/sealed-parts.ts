import type { Clock } from '../contract/clock.ts';
import { createExpiringMap } from '../contract/expiring-map.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import type { EntryStore } from './entry-store.ts';
import type { KeyedNames } from './keyed-names.ts';
import type { Life } from './life.ts';
import type { Place } from './place.ts';
import type { SealedParts } from './state.ts';
import type { StateCall } from './state-call.ts';
import { readSealedPart } from './stored-json.ts';

export interface SealedPartsDeps {
  readonly entries: EntryStore;
  readonly names: KeyedNames;
  readonly life: Life;
  readonly clock: Clock;
  readonly call: StateCall;
}

/** How long this process relies on what it has noted or seen. Far less than half a day, the least life of a row. */
const REMEMBERED_MS = 60 * 60_000;
const MOST_REMEMBERED = 50_000;

const placeOf = (tenant: TenantId, name: string): Place => ({
  tenant,
  kind: 'sealed',
  id: name,
  sort: 'scope',
});

/** The scopes of the names that were noted. */
const readScopesWith =
  ({ entries, life }: SealedPartsDeps) =>
  async (
    tenant: TenantId,
    asked: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ScopeId>> => {
    const read = await entries.read(
      asked.map((name) => placeOf(tenant, name)),
      signal,
    );
    const there = read.filter((entry) => entry !== undefined);
    const due = there.filter(({ expiresAt }) => life.isDue(expiresAt));
    await entries.renew(due, life.fresh(), signal);
    return new Map(there.map(({ place, json }) => [place.id, readSealedPart(json).scope]));
  };

export const createSealedParts = (deps: SealedPartsDeps): SealedParts => {
  const { entries, names, life, clock, call } = deps;
  const readScopes = readScopesWith(deps);
  /** Scopes by tenant and name. */
  const seen = createExpiringMap<ScopeId>(clock, MOST_REMEMBERED);
  const remembered = (tenant: TenantId, name: string): ScopeId | undefined => seen.get(`${tenant}#${name}`);
  const remember = (tenant: TenantId, name: string, scope: ScopeId): void => {
    seen.set(`${tenant}#${name}`, scope, clock() + REMEMBERED_MS);
  };

  const note: SealedParts['note'] = async (tenant, scope, parts, signal) => {
    const found = await names.of(tenant, 'sealed', parts, signal);
    const fresh = [...new Set(found)].filter((name) => remembered(tenant, name) !== scope);
    const small = fresh.map((name) => ({ place: placeOf(tenant, name), json: { scope }, version: scope }));
    await entries.writeAll(small, life.fresh(), signal);
    for (const name of fresh) remember(tenant, name, scope);
  };

  const scopesOf: SealedParts['scopesOf'] = async (tenant, parts, signal) => {
    const found = await names.of(tenant, 'sealed', parts, signal);
    const known = new Map(found.map((name) => [name, remembered(tenant, name)]));
    const unknown = [...known.keys()].filter((name) => known.get(name) === undefined);
    const read = await readScopes(tenant, unknown, signal);
    for (const [name, scope] of read) remember(tenant, name, scope);
    return new Map(
      parts.flatMap((part, index) => {
        const name = found[index] ?? '';
        const scope = known.get(name) ?? read.get(name);
        return scope === undefined ? [] : [[part, scope]];
      }),
    );
  };

  return {
    async note(tenant, scope, parts, signal) {
      if (parts.length === 0) return;
      await call('few', signal, (own) => note(tenant, scope, parts, own));
    },
    async scopesOf(tenant, parts, signal) {
      if (parts.length === 0) return new Map();
      return await call('few', signal, (own) => scopesOf(tenant, parts, own));
    },
  };
};
