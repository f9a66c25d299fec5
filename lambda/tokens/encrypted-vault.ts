import { createHmac } from 'node:crypto';
import type { Clock } from '../contract/clock.ts';
import { withDeadline } from '../contract/deadline.ts';
import { createExpiringMap } from '../contract/expiring-map.ts';
import type { RandomBytes } from '../contract/random.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import { type RecentValues, rowName } from './recent-values.ts';
import type { TenantKeys } from './tenant-keys.ts';
import type { IssuedToken, ValueRef, Vault, VaultItem, VaultStore } from './vault.ts';
import { timeForValues } from './vault-deadline.ts';
import { orVaultFailed } from './vault-failure.ts';
import { createVaultLife } from './vault-life.ts';
import { sealValue } from './vault-seal.ts';

export interface VaultDeps {
  readonly keys: TenantKeys;
  readonly store: VaultStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** How long state that refers to rows lives after it was written, in days; at least 1. Rows live a day longer. */
  readonly retentionDays: number;
  /** Where what is kept is remembered, for a process that recalls values too. */
  readonly recent?: RecentValues;
  /** How long a call with few values may take, keys included. */
  readonly timeoutMs?: number;
}

/** How long this process relies on a row that it wrote. Far less than the day that rows outlive what refers to them. */
const REMEMBERED_MS = 60 * 60_000;
const MOST_REMEMBERED = 50_000;
const VALUE_TAG_BYTES = 16;

type Tagged = IssuedToken & ValueRef;

/** Keyed, and with the scope in it, so that nobody can tell whether the same value occurs in two scopes. */
const tagOf = (key: Sensitive<Buffer>, scope: ScopeId, { token, value }: IssuedToken): string => {
  const mac = createHmac('sha256', key.reveal()).update(JSON.stringify([scope, token, value.reveal()]));
  return mac.digest().subarray(0, VALUE_TAG_BYTES).toString('base64url');
};

/** The tokens with the names of their rows. */
const tagged = async (
  keys: TenantKeys,
  tenant: TenantId,
  scope: ScopeId,
  issued: readonly IssuedToken[],
  signal: AbortSignal,
): Promise<readonly Tagged[]> => {
  const key = await keys.derived(tenant, 'valueTags', signal);
  return issued.map((one) => ({ ...one, valueTag: tagOf(key, scope, one) }));
};

export const createVault = (deps: VaultDeps): Vault => {
  const { keys, store, clock, random, timeoutMs = 5_000 } = deps;
  const life = createVaultLife(clock, deps.retentionDays);
  const durable = createExpiringMap<true>(clock, MOST_REMEMBERED);

  /** What has to be written, each row once. */
  const wanting = (tenant: TenantId, scope: ScopeId, all: readonly Tagged[]): ReadonlyMap<string, Tagged> =>
    new Map(
      all
        .map((one): [string, Tagged] => [rowName({ tenant, scope, ...one }), one])
        .filter(([row]) => durable.get(row) === undefined),
    );

  const seal = async (
    tenant: TenantId,
    scope: ScopeId,
    wanted: Iterable<Tagged>,
    signal: AbortSignal,
  ): Promise<readonly VaultItem[]> => {
    const { epoch, key } = await keys.vaultKey(tenant, signal);
    const expiresAt = life.fresh();
    return Array.from(wanted, ({ token, value, valueTag }) => {
      const place = { tenant, scope, token, valueTag, epoch };
      return { ...place, sealed: sealValue(value, place, key, random), expiresAt };
    });
  };

  return {
    async keep(tenant, scope, issued, signal) {
      if (issued.length === 0) return [];
      const write = async (own: AbortSignal): Promise<readonly ValueRef[]> => {
        const all = await tagged(keys, tenant, scope, issued, own);
        const refs = all.map(({ token, valueTag }) => ({ token, valueTag }));
        const wanted = wanting(tenant, scope, all);
        if (wanted.size === 0) return refs;
        // Each at once, so that a second try after a failure goes on where the first one stopped.
        await store.put(await seal(tenant, scope, wanted.values(), own), own, (item) => {
          const row = rowName(item);
          durable.set(row, true, clock() + REMEMBERED_MS);
          const value = wanted.get(row)?.value;
          if (value !== undefined) deps.recent?.set(item, { value, expiresAt: item.expiresAt });
        });
        return refs;
      };
      return orVaultFailed(() => withDeadline(timeForValues(issued.length, timeoutMs), signal, write));
    },
  };
};
