import { parseDlpPolicy } from '../../lambda/access/dlp-policy.ts';
import type { PolicyStore, StoredPolicy } from '../../lambda/access/policy-store.ts';
import { createPolicyReader } from '../../lambda/access/read-policies.ts';
import { prepareTenantPolicy, type TenantPolicy } from '../../lambda/gateway/tenant-policy.ts';
import { createFaults, TELLTALE } from './faults.ts';
import type { Scripted } from './memory-stores.ts';

/** A policy as a tenant would write it, ready to be applied. */
export const policyOf = (written: object): TenantPolicy => prepareTenantPolicy(parseDlpPolicy(written));

/** What holds where nothing was decided. */
export const DEFAULT = policyOf({});

export const createMemoryPolicyStore = (): Scripted<PolicyStore> & {
  readonly policies: Map<string, StoredPolicy>;
} => {
  const faults = createFaults();
  const policies = new Map<string, StoredPolicy>();
  return {
    faults,
    policies,
    find: (tenant, signal) =>
      faults.run({
        signal,
        work: () => policies.get(tenant),
        garbage: () => ({ tenant, policy: { profile: TELLTALE } }) as unknown as StoredPolicy,
      }),
    put: (stored, signal) => faults.run({ signal, work: () => void policies.set(stored.tenant, stored) }),
  };
};

/** Nobody has decided anything. */
export const defaultPolicies = () =>
  createPolicyReader({ store: createMemoryPolicyStore(), clock: Date.now, prepare: prepareTenantPolicy });
