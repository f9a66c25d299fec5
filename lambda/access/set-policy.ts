import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../contract/clock.ts';
import type { TenantId } from '../contract/tenant.ts';
import { type DlpPolicy, PolicyError, parseDlpPolicy } from './dlp-policy.ts';
import { isOperatorName } from './operator.ts';
import type { PolicyStore, StoredPolicy } from './policy-store.ts';

/**
 * What is put on record of a change. Terms may be names of people, so they are counted; the hashes tell whether a list
 * that somebody has is the one that held.
 */
export interface PolicyChange {
  readonly kind: 'policy_changed';
  readonly tenant: TenantId;
  readonly changedBy: string;
  /** SHA-256 of the policy that held before; left out where there was none. */
  readonly before?: string;
  /** SHA-256 of the policy that holds now, as JSON with every setting in it. */
  readonly after: string;
  readonly settings: Omit<DlpPolicy, 'allow' | 'deny'> & { readonly allow: number; readonly deny: number };
}

export interface SetPolicyDeps {
  readonly store: PolicyStore;
  /** The audit log takes such a change. */
  readonly audit: { write(event: PolicyChange): Promise<void> };
  readonly clock: Clock;
}

export interface PolicyToSet {
  readonly tenant: TenantId;
  /** As it was written, JSON that was parsed. */
  readonly policy: unknown;
  readonly changedBy: string;
}

/** The order of the settings is that of the schema, so equal policies have equal hashes. */
const hashOf = (policy: DlpPolicy): string =>
  createHash('sha256').update(JSON.stringify(policy)).digest('hex');

const settingsOf = ({ allow, deny, ...settings }: DlpPolicy): PolicyChange['settings'] => ({
  ...settings,
  allow: allow.length,
  deny: deny.length,
});

/**
 * Sets what holds for a tenant, on record before it does. Nothing happens where it holds already. The functions follow
 * within half a minute.
 *
 * Throws `PolicyError` for a policy that is wrong, and what the audit and the store throw.
 */
export const setPolicy = async (
  { store, audit, clock }: SetPolicyDeps,
  { tenant, policy: raw, changedBy }: PolicyToSet,
  signal: AbortSignal,
): Promise<'changed' | 'unchanged'> => {
  if (!isOperatorName(changedBy))
    throw new PolicyError('Who changes the policy must be 1 to 256 plain characters.');
  const policy = parseDlpPolicy(raw);
  const before = await store.find(tenant, signal);
  if (before !== undefined && isDeepStrictEqual(before.policy, policy)) return 'unchanged';
  await audit.write({
    kind: 'policy_changed',
    ...{ tenant, changedBy },
    ...(before !== undefined && { before: hashOf(before.policy) }),
    after: hashOf(policy),
    settings: settingsOf(policy),
  });
  const stored: StoredPolicy = { tenant, policy, changedAt: new Date(clock()).toISOString(), changedBy };
  await store.put(stored, signal);
  return 'changed';
};
