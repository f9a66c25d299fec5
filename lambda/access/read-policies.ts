import type { Clock } from '../contract/clock.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { createSharedCache } from '../contract/shared-cache.ts';
import type { TenantId } from '../contract/tenant.ts';
import { DEFAULT_POLICY, type DlpPolicy, parseDlpPolicy } from './dlp-policy.ts';
import type { PolicyStore } from './policy-store.ts';

/** A policy that was changed holds after this time at the latest. */
const POLICY_MS = 30_000;
const MOST_TENANTS = 1_000;

export interface PolicyReaderDeps<T> {
  readonly store: PolicyStore;
  readonly clock: Clock;
  /** Makes a policy ready for use, once for as long as it is remembered. */
  readonly prepare: (policy: DlpPolicy) => T;
  /** How long the store may take. */
  readonly timeoutMs?: number;
}

/** Policies as they are used. */
export interface PolicyReader<T> {
  /** The default one for a tenant that has none. Throws `policy_failed` when that can't be told. */
  policyOf(tenant: TenantId, signal: AbortSignal): Promise<T>;
}

export const createPolicyReader = <T>({
  store,
  clock,
  prepare,
  timeoutMs = 3_000,
}: PolicyReaderDeps<T>): PolicyReader<T> => {
  const cache = createSharedCache<T>({
    ...{ clock, timeoutMs },
    maxEntries: MOST_TENANTS,
    maxAgeMs: () => POLICY_MS,
  });

  /** Whatever the store answers is checked here, where it decides what may leave. */
  const load = async (tenant: TenantId, signal: AbortSignal): Promise<T> => {
    const stored = await store.find(tenant, signal);
    if (stored === undefined) return prepare(DEFAULT_POLICY);
    if (stored.tenant !== tenant)
      throw new Error('The policy store answered with the policy of another tenant.');
    return prepare(parseDlpPolicy(stored.policy));
  };

  return {
    async policyOf(tenant, signal) {
      try {
        return await cache.get(tenant, (own) => load(tenant, own), signal);
      } catch {
        throw new GatewayError('policy_failed', { retryAfterSeconds: 1 });
      }
    },
  };
};
