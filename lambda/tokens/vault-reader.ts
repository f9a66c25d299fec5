import type { Clock } from '../contract/clock.ts';
import { withDeadline } from '../contract/deadline.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import { isVaultEpoch, type TenantKeys } from './tenant-keys.ts';
import type { Token } from './token.ts';
import type { VaultItem, VaultStore } from './vault.ts';
import { orVaultFailed } from './vault-failure.ts';
import { openItem } from './vault-seal.ts';

export interface VaultReaderDeps {
  readonly keys: TenantKeys;
  readonly store: VaultStore;
  readonly clock: Clock;
  /** How long one call may take, keys included. */
  readonly timeoutMs?: number;
}

/** Reads the vault outside a request: for those who may and say why. Apart from `Vault`, which can only write. */
export interface VaultReader {
  /**
   * What a token stands for: nothing when it is unknown or past its time, more than one value when several share the
   * token. Throws `keys_failed`, or `vault_failed`, also when any row was tampered with.
   */
  read(
    tenant: TenantId,
    scope: ScopeId,
    token: Token,
    signal: AbortSignal,
  ): Promise<readonly Sensitive<string>[]>;
}

export const createVaultReader = ({
  keys,
  store,
  clock,
  timeoutMs = 5_000,
}: VaultReaderDeps): VaultReader => {
  /** Opened as the row that was asked for, whatever the row says that it is. */
  const open = async (
    item: VaultItem,
    asked: Pick<VaultItem, 'tenant' | 'scope' | 'token'>,
    signal: AbortSignal,
  ): Promise<Sensitive<string>> => {
    if (!isVaultEpoch(item.epoch)) throw new Error('A row of the vault has an odd epoch.');
    return openItem({ ...item, ...asked }, await keys.vaultKeyOf(asked.tenant, item.epoch, signal));
  };

  return {
    read: (tenant, scope, token, signal) =>
      orVaultFailed(() =>
        withDeadline(timeoutMs, signal, async (own) => {
          const items = await store.find(tenant, scope, token, own);
          // DynamoDB deletes rows up to days after their time.
          const alive = items.filter((item) => item.expiresAt * 1_000 > clock());
          return await Promise.all(alive.map((item) => open(item, { tenant, scope, token }, own)));
        }),
      ),
  };
};
