import type { TenantId } from '../contract/tenant.ts';
import type { DlpPolicy } from './dlp-policy.ts';

/** A tenant's policy, and who decided it. */
export interface StoredPolicy {
  readonly tenant: TenantId;
  readonly policy: DlpPolicy;
  /** ISO 8601. */
  readonly changedAt: string;
  /** As the operator's command knows whoever runs it. */
  readonly changedBy: string;
}

/** Where policies rest. Implementations throw on anything they can't answer for sure; they never guess "none". */
export interface PolicyStore {
  /** `undefined` only when the store answered that the tenant has none. */
  find(tenant: TenantId, signal: AbortSignal): Promise<StoredPolicy | undefined>;
  /** Takes the place of the one before. */
  put(stored: StoredPolicy, signal: AbortSignal): Promise<void>;
}
