import type { Sensitive } from '../contract/sensitive.ts';
import type { TenantId } from '../contract/tenant.ts';

/** Which of a tenant's keys: `names` for the tokens' names (lives as long as the tenant), or a month's vault key. */
export type KeyEpoch = 'names' | `${number}-${number}`;

/** A data key with its wrapped form. The plain form is 32 bytes. */
interface DataKey {
  readonly plain: Sensitive<Buffer>;
  readonly wrapped: Uint8Array;
}

/** Makes and opens data keys (KMS). Tenant and epoch are the encryption context; they are authenticated, not secret. */
export interface KeyWrapper {
  generate(tenant: TenantId, epoch: KeyEpoch, signal: AbortSignal): Promise<DataKey>;
  /** Throws when the wrapped key was made for another tenant or epoch. */
  unwrap(
    wrapped: Uint8Array,
    tenant: TenantId,
    epoch: KeyEpoch,
    signal: AbortSignal,
  ): Promise<Sensitive<Buffer>>;
}

/** Where wrapped keys rest. */
export interface WrappedKeyStore {
  find(tenant: TenantId, epoch: KeyEpoch, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Stores the key if there is none yet; returns the one that is stored, which may be another writer's. */
  putIfAbsent(
    tenant: TenantId,
    epoch: KeyEpoch,
    wrapped: Uint8Array,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}
