import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, PolicyError, parseDlpPolicy } from '../../../lambda/access/dlp-policy.ts';
import { createPolicyReader } from '../../../lambda/access/read-policies.ts';
import { type PolicyChange, setPolicy } from '../../../lambda/access/set-policy.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryPolicyStore } from '../../support/policies.ts';

const setUp = () => {
  const store = createMemoryPolicyStore();
  const clock = createManualClock();
  const written: PolicyChange[] = [];
  const audit = { write: (event: PolicyChange) => Promise.resolve(void written.push(event)) };
  const reader = createPolicyReader({ store, clock, prepare: (policy) => policy, timeoutMs: 50 });
  const set = (policy: unknown) =>
    setPolicy({ store, audit, clock }, { tenant: CLINIC, policy, changedBy: 'ops@example' }, GOING_ON);
  return { store, clock, written, reader, set };
};

describe('the policy of a tenant', () => {
  it('is the default one where none was set', async () => {
    expect(await setUp().reader.policyOf(CLINIC, GOING_ON)).toBe(DEFAULT_POLICY);
  });

  it('holds half a minute after it was set, for this tenant alone', async () => {
    const { reader, set, clock } = setUp();
    await reader.policyOf(CLINIC, GOING_ON);
    await set({ profile: 'strict' });
    expect(await reader.policyOf(CLINIC, GOING_ON)).toMatchObject({ profile: 'safe-harbor' });
    clock.advance(30_000);
    expect(await reader.policyOf(CLINIC, GOING_ON)).toMatchObject({ profile: 'strict' });
    expect(await reader.policyOf(OTHER_CLINIC, GOING_ON)).toBe(DEFAULT_POLICY);
  });

  it.each(['error', 'hang', 'garbage'] as const)('is never guessed: %s', async (fault) => {
    const { reader, store } = setUp();
    store.faults.next(fault);
    await expect(reader.policyOf(CLINIC, GOING_ON)).rejects.toMatchObject({
      failure: 'policy_failed',
      code: 'access_unavailable',
    });
    expect(await reader.policyOf(CLINIC, GOING_ON)).toBe(DEFAULT_POLICY);
  });

  it('is not that of another tenant, whatever the store says', async () => {
    const { reader, store } = setUp();
    const policy = parseDlpPolicy({});
    store.policies.set(CLINIC, { tenant: OTHER_CLINIC, policy, changedAt: '', changedBy: 'x' });
    await expect(reader.policyOf(CLINIC, GOING_ON)).rejects.toMatchObject({ failure: 'policy_failed' });
  });
});

describe('setting a policy', () => {
  it('is on record before it holds, without the terms', async () => {
    const { set, written, store } = setUp();
    expect(await set({ deny: ['Quennelworth'] })).toBe('changed');
    expect(await set({ deny: ['Quennelworth'], profile: 'strict' })).toBe('changed');
    const [first, second] = written;
    expect(first).toMatchObject({ kind: 'policy_changed', tenant: CLINIC, changedBy: 'ops@example' });
    expect(second).toMatchObject({
      before: first!.after,
      settings: { profile: 'strict', allow: 0, deny: 1 },
    });
    expect(JSON.stringify(written)).not.toContain('Quennelworth');
    expect(store.policies.get(CLINIC)).toMatchObject({ policy: { profile: 'strict' } });
  });

  it('that holds already changes nothing', async () => {
    const { set, written } = setUp();
    await set({ profile: 'strict' });
    expect(await set({ profile: 'strict', allow: [] })).toBe('unchanged');
    expect(written).toHaveLength(1);
  });

  it('that is wrong, or can not be recorded, changes nothing', async () => {
    const { set, store, clock } = setUp();
    await expect(set({ profile: 'lax' })).rejects.toThrow(PolicyError);
    const audit = { write: () => Promise.reject(new Error('down')) };
    const change = { tenant: CLINIC, policy: {}, changedBy: 'ops' };
    await expect(setPolicy({ store, audit, clock }, change, GOING_ON)).rejects.toThrow('down');
    expect(store.policies.size).toBe(0);
  });
});
