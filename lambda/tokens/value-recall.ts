import type { Clock } from '../contract/clock.ts';
import { withDeadline } from '../contract/deadline.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import type { RecentValues } from './recent-values.ts';
import { isVaultEpoch, type TenantKeys } from './tenant-keys.ts';
import type { ValueRecall, ValueRef, VaultItem, VaultStore } from './vault.ts';
import { timeForValues } from './vault-deadline.ts';
import { orVaultFailed } from './vault-failure.ts';
import { createVaultLife, type VaultLife } from './vault-life.ts';
import { openItem } from './vault-seal.ts';

export interface ValueRecallDeps {
  readonly keys: TenantKeys;
  readonly store: VaultStore;
  readonly recent: RecentValues;
  readonly clock: Clock;
  /** The same as the vault's. */
  readonly retentionDays: number;
  /** How long a call about few values may take, keys included. */
  readonly timeoutMs?: number;
}

/** A row with what it holds. */
interface Opened {
  readonly item: VaultItem;
  readonly value: Sensitive<string>;
}

const nameOf = ({ token, valueTag }: ValueRef): string => `${token}#${valueTag}`;

/** Reads rows of the vault and opens them. */
const readWith =
  ({ keys, store }: ValueRecallDeps, life: VaultLife) =>
  async (
    tenant: TenantId,
    scope: ScopeId,
    refs: readonly ValueRef[],
    signal: AbortSignal,
  ): Promise<readonly Opened[]> => {
    const items = await store.get(tenant, scope, refs, signal);
    const alive = items.filter(({ expiresAt }) => !life.isOver(expiresAt));
    const found = new Map(alive.map((item) => [nameOf(item), item]));
    const open = async (ref: ValueRef): Promise<Opened> => {
      const there = found.get(nameOf(ref));
      if (there === undefined) throw new Error('A row of the vault is gone.');
      if (!isVaultEpoch(there.epoch)) throw new Error('A row of the vault has an odd epoch.');
      // As the row that was asked for, whatever the row says that it is.
      const { token, valueTag } = ref;
      const item = { ...there, tenant, scope, token, valueTag };
      return { item, value: openItem(item, await keys.vaultKeyOf(tenant, there.epoch, signal)) };
    };
    return await Promise.all(refs.map(open));
  };

export const createValueRecall = (deps: ValueRecallDeps): ValueRecall => {
  const { store, recent, clock, timeoutMs = 5_000 } = deps;
  const life = createVaultLife(clock, deps.retentionDays);
  const read = readWith(deps, life);

  /** Rows that live long enough; the others are written again as they are, with a new time. */
  const renewed = async (all: readonly Opened[], signal: AbortSignal): Promise<readonly Opened[]> => {
    const lives = all.map((one) =>
      life.isLongEnough(one.item.expiresAt)
        ? one
        : { ...one, item: { ...one.item, expiresAt: life.fresh() } },
    );
    const due = lives.filter((one, index) => one !== all[index]);
    if (due.length > 0) {
      await store.put(
        due.map(({ item }) => item),
        signal,
      );
    }
    return lives;
  };

  /** What this process knows of a row that lives long enough. */
  const remembered = (tenant: TenantId, scope: ScopeId, ref: ValueRef): Sensitive<string> | undefined => {
    const known = recent.get({ tenant, scope, ...ref });
    return known !== undefined && life.isLongEnough(known.expiresAt) ? known.value : undefined;
  };

  return {
    async recall(tenant, scope, refs, signal) {
      const values = new Map(refs.map((ref) => [nameOf(ref), remembered(tenant, scope, ref)]));
      const distinct = new Map(refs.map((ref) => [nameOf(ref), ref]));
      const unknown = [...distinct].filter(([name]) => values.get(name) === undefined).map(([, ref]) => ref);
      const recall = async (own: AbortSignal): Promise<void> => {
        for (const { item, value } of await renewed(await read(tenant, scope, unknown, own), own)) {
          recent.set(item, { value, expiresAt: item.expiresAt });
          values.set(nameOf(item), value);
        }
      };
      if (unknown.length > 0) {
        await orVaultFailed(() => withDeadline(timeForValues(unknown.length, timeoutMs), signal, recall));
      }
      return refs.map((ref) => {
        const value = values.get(nameOf(ref));
        if (value === undefined) throw new GatewayError('vault_failed', { retryAfterSeconds: 1 });
        return { token: ref.token, value };
      });
    },
  };
};
