import type { Caller } from '../../lambda/access/api-key.ts';
import {
  isKeyId,
  isTenantId,
  type KeyId,
  type ScopeId,
  scopeId,
  type TenantId,
} from '../../lambda/contract/tenant.ts';
import type { TextOwner } from '../../lambda/phi/detector.ts';

export const tenantNamed = (name: string): TenantId => {
  if (!isTenantId(name)) throw new Error('not a tenant');
  return name;
};

export const keyIdOf = (id: string): KeyId => {
  if (!isKeyId(id)) throw new Error('not a key id');
  return id;
};

export const CLINIC = tenantNamed('clinic');
export const OTHER_CLINIC = tenantNamed('other-clinic');
export const OWNER: TextOwner = { tenant: CLINIC, keeps: 'everything' };
export const SCOPE: ScopeId = scopeId('scope-a');

/** A clinician of the clinic, whose key has no limits but the given ones. */
export const callerWith = (change: Partial<Caller> = {}): Caller => ({
  keyId: keyIdOf('a1b2c3d4e5f6'),
  tenant: CLINIC,
  role: 'clinician',
  vault: 'kept',
  maxOutputTokens: undefined,
  requestsPerMinute: undefined,
  requestsPerMonth: undefined,
  tenantRequestsPerMinute: undefined,
  tenantRequestsPerMonth: undefined,
  ...change,
});

/** A signal that never aborts. */
export const GOING_ON = new AbortController().signal;

/** A clock that stands still until it is moved. */
export const createManualClock = (start = Date.UTC(2026, 10, 15)) => {
  let now = start;
  const clock = () => now;
  return Object.assign(clock, { advance: (ms: number) => void (now += ms) });
};
