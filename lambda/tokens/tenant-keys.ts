import { hkdfSync } from 'node:crypto';
import type { Clock } from '../contract/clock.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { Sensitive } from '../contract/sensitive.ts';
import { createSharedCache } from '../contract/shared-cache.ts';
import type { TenantId } from '../contract/tenant.ts';
import type { KeyEpoch, KeyWrapper, WrappedKeyStore } from './data-keys.ts';

/** What a keyed hash is for. Each purpose has a key of its own, so that hashes of one tell nothing about another's. */
export type KeyPurpose =
  /** Names of tokens. */
  | 'tokens'
  /** Hashes that go out instead of `user`, `safety_identifier` and `prompt_cache_key`. */
  | 'identities'
  /** Ids of token scopes. */
  | 'scopes'
  /** Hashes of whole requests, for the audit. */
  | 'payloads'
  /** Tags that tell the vault's rows apart. */
  | 'valueTags'
  /** Ids, and sealed parts, by which stored state is found. */
  | 'state'
  /** Names of texts whose findings are remembered, and what vouches for these. */
  | 'spans';

/** The epoch of a vault key: a month of UTC, such as `2026-11`. */
export type VaultEpoch = Exclude<KeyEpoch, 'names'>;

const VAULT_EPOCH = /^\d{4}-\d{2}$/;

export const isVaultEpoch = (epoch: string): epoch is VaultEpoch => VAULT_EPOCH.test(epoch);

interface VaultKey {
  readonly epoch: VaultEpoch;
  /** 32 bytes. */
  readonly key: Sensitive<Buffer>;
}

/** A tenant's keys in plain form, for as long as they may be kept in memory. All of them throw `keys_failed`. */
export interface TenantKeys {
  /** The key of a purpose: 32 bytes, the same for as long as the tenant exists. */
  derived(tenant: TenantId, purpose: KeyPurpose, signal: AbortSignal): Promise<Sensitive<Buffer>>;
  /** The key under which values are sealed this month; made if there is none yet. */
  vaultKey(tenant: TenantId, signal: AbortSignal): Promise<VaultKey>;
  /** The key of an earlier month; never made anew, since nothing could have been sealed under it. */
  vaultKeyOf(tenant: TenantId, epoch: VaultEpoch, signal: AbortSignal): Promise<Sensitive<Buffer>>;
}

export interface TenantKeysDeps {
  readonly wrapper: KeyWrapper;
  readonly store: WrappedKeyStore;
  readonly clock: Clock;
  /** How long fetching a key may take. */
  readonly timeoutMs?: number;
}

const KEY_BYTES = 32;

/** How long, and for how many uses, a plain key is kept: the bounds of what a stolen memory image is good for. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_USES = 100_000;
const MOST_KEYS = 1_000;

interface LoadedKey {
  readonly plain: Sensitive<Buffer>;
  readonly derived: Map<KeyPurpose, Sensitive<Buffer>>;
}

const checked = (plain: Sensitive<Buffer>): LoadedKey => {
  if (plain.reveal().length !== KEY_BYTES) throw new Error('A data key has the wrong length.');
  return { plain, derived: new Map() };
};

/** HKDF-SHA-256 (RFC 5869); tenant and purpose are its context. */
const derive = ({ plain, derived }: LoadedKey, tenant: TenantId, purpose: KeyPurpose): Sensitive<Buffer> => {
  const known = derived.get(purpose);
  if (known !== undefined) return known;
  const info = `hawthorn v1 ${tenant} ${purpose}`;
  const key = new Sensitive(Buffer.from(hkdfSync('sha256', plain.reveal(), '', info, KEY_BYTES)));
  derived.set(purpose, key);
  return key;
};

const monthOf = (now: number): VaultEpoch => {
  const month = new Date(now).toISOString().slice(0, 7);
  if (!isVaultEpoch(month)) throw new Error('The clock shows an odd year.');
  return month;
};

const findStored = async (
  { wrapper, store }: TenantKeysDeps,
  tenant: TenantId,
  epoch: KeyEpoch,
  signal: AbortSignal,
): Promise<LoadedKey | undefined> => {
  const found = await store.find(tenant, epoch, signal);
  return found === undefined ? undefined : checked(await wrapper.unwrap(found, tenant, epoch, signal));
};

/** The stored key, or a new one. Of two that make one at once, both end up with the one that was stored first. */
const findOrMake = async (
  deps: TenantKeysDeps,
  tenant: TenantId,
  epoch: KeyEpoch,
  signal: AbortSignal,
): Promise<LoadedKey> => {
  const found = await findStored(deps, tenant, epoch, signal);
  if (found !== undefined) return found;
  const { wrapper, store } = deps;
  const made = await wrapper.generate(tenant, epoch, signal);
  // Before it is stored: what is there once stays there, and a bad key would shut the tenant out for good.
  const loaded = checked(made.plain);
  const stored = await store.putIfAbsent(tenant, epoch, made.wrapped, signal);
  if (Buffer.from(stored).equals(made.wrapped)) return loaded;
  return checked(await wrapper.unwrap(stored, tenant, epoch, signal));
};

const findExisting = async (
  deps: TenantKeysDeps,
  tenant: TenantId,
  epoch: KeyEpoch,
  signal: AbortSignal,
): Promise<LoadedKey> => {
  const found = await findStored(deps, tenant, epoch, signal);
  if (found === undefined) throw new Error('The tenant has no key of that month.');
  return found;
};

export const createTenantKeys = (deps: TenantKeysDeps): TenantKeys => {
  const cache = createSharedCache<LoadedKey>({
    clock: deps.clock,
    maxEntries: MOST_KEYS,
    maxAgeMs: () => MAX_AGE_MS,
    maxUses: MAX_USES,
    timeoutMs: deps.timeoutMs ?? 5_000,
  });

  const get = async (
    tenant: TenantId,
    epoch: KeyEpoch,
    load: typeof findOrMake,
    signal: AbortSignal,
  ): Promise<LoadedKey> => {
    try {
      return await cache.get(`${tenant}#${epoch}`, (own) => load(deps, tenant, epoch, own), signal);
    } catch {
      throw new GatewayError('keys_failed', { retryAfterSeconds: 1 });
    }
  };

  return {
    async derived(tenant, purpose, signal) {
      return derive(await get(tenant, 'names', findOrMake, signal), tenant, purpose);
    },
    async vaultKey(tenant, signal) {
      const epoch = monthOf(deps.clock());
      const { plain } = await get(tenant, epoch, findOrMake, signal);
      return { epoch, key: plain };
    },
    async vaultKeyOf(tenant, epoch, signal) {
      return (await get(tenant, epoch, findExisting, signal)).plain;
    },
  };
};
