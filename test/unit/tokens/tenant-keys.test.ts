import { beforeEach, describe, expect, it } from 'vitest';
import { createTenantKeys, type KeyPurpose, type TenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryKeyWrapper, createMemoryWrappedKeyStore } from '../../support/memory-stores.ts';

const PURPOSES: readonly KeyPurpose[] = ['tokens', 'identities', 'scopes', 'payloads', 'valueTags', 'state'];

let wrapper: ReturnType<typeof createMemoryKeyWrapper>;
let store: ReturnType<typeof createMemoryWrappedKeyStore>;
let clock: ReturnType<typeof createManualClock>;
let keys: TenantKeys;

/** Another process with the same KMS and the same table. */
const another = () => createTenantKeys({ wrapper, store, clock, timeoutMs: 20 });
const hex = async (key: Promise<{ reveal(): Buffer }>) => (await key).reveal().toString('hex');

beforeEach(() => {
  wrapper = createMemoryKeyWrapper();
  store = createMemoryWrappedKeyStore();
  clock = createManualClock();
  keys = another();
});

describe('createTenantKeys', () => {
  it('gives each tenant and each purpose a key of its own, the same in every process', async () => {
    const all = [];
    for (const tenant of [CLINIC, OTHER_CLINIC]) {
      for (const purpose of PURPOSES) {
        const key = await hex(keys.derived(tenant, purpose, GOING_ON));
        expect(key).toMatch(/^[0-9a-f]{64}$/);
        expect(await hex(another().derived(tenant, purpose, GOING_ON))).toBe(key);
        all.push(key);
      }
    }
    expect(new Set(all).size).toBe(2 * PURPOSES.length);
  });

  it('shares one call of KMS among those who come at once', async () => {
    await Promise.all(PURPOSES.map((purpose) => keys.derived(CLINIC, purpose, GOING_ON)));
    expect(wrapper.faults.calls).toBe(1);
    expect(store.faults.calls).toBe(2);
  });

  it('ends up with one key when several processes make it at once', async () => {
    const made = await Promise.all(
      [another(), another(), another(), another()].map((one) => hex(one.derived(CLINIC, 'tokens', GOING_ON))),
    );
    expect(new Set(made).size).toBe(1);
    expect(store.keys.size).toBe(1);
  });

  it('asks KMS again after five minutes, not before', async () => {
    await keys.derived(CLINIC, 'tokens', GOING_ON);
    clock.advance(5 * 60_000 - 1);
    await keys.derived(CLINIC, 'tokens', GOING_ON);
    expect(wrapper.faults.calls).toBe(1);
    clock.advance(1);
    await keys.derived(CLINIC, 'tokens', GOING_ON);
    expect(wrapper.faults.calls).toBe(2);
  });

  it('seals under a new key each month, and still opens under the old one', async () => {
    const november = await keys.vaultKey(CLINIC, GOING_ON);
    clock.advance(20 * 24 * 3_600_000);
    const december = await keys.vaultKey(CLINIC, GOING_ON);
    expect([november.epoch, december.epoch]).toEqual(['2026-11', '2026-12']);
    expect(december.key.reveal().equals(november.key.reveal())).toBe(false);
    const opened = await another().vaultKeyOf(CLINIC, november.epoch, GOING_ON);
    expect(opened.reveal().equals(november.key.reveal())).toBe(true);
  });

  it('makes no key for a month of which there is none', async () => {
    await expect(keys.vaultKeyOf(CLINIC, '2020-01', GOING_ON)).rejects.toMatchObject({
      failure: 'keys_failed',
    });
    expect(store.keys.size).toBe(0);
  });

  it("cannot open a key that was moved into another tenant's place", async () => {
    await keys.vaultKey(CLINIC, GOING_ON);
    const [wrapped] = store.keys.values();
    store.keys.set(`${OTHER_CLINIC}#2026-11`, wrapped!);
    await expect(keys.vaultKey(OTHER_CLINIC, GOING_ON)).rejects.toMatchObject({ failure: 'keys_failed' });
  });

  const faults: readonly Fault[] = ['error', 'hang', 'throttled', 'garbage'];
  it.each(faults)('fails closed when KMS gives %s, and does not keep the failure', async (fault) => {
    wrapper.faults.next(fault);
    const error: unknown = await keys.derived(CLINIC, 'tokens', GOING_ON).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: 'keys_failed', detail: { retryAfterSeconds: 1 } });
    expect(JSON.stringify(error)).not.toContain(TELLTALE);
    if (fault === 'garbage') store.keys.clear();
    expect(await hex(keys.derived(CLINIC, 'tokens', GOING_ON))).toHaveLength(64);
  });

  it.each(faults)('fails closed when the store gives %s', async (fault) => {
    store.faults.next(fault);
    await expect(keys.vaultKey(CLINIC, GOING_ON)).rejects.toMatchObject({ failure: 'keys_failed' });
    expect((await keys.vaultKey(CLINIC, GOING_ON)).epoch).toBe('2026-11');
  });

  it('finds the key that it stored itself when the answer was lost', async () => {
    store.faults.next('ok', 'lost');
    await expect(keys.vaultKey(CLINIC, GOING_ON)).rejects.toMatchObject({ failure: 'keys_failed' });
    const key = await keys.vaultKey(CLINIC, GOING_ON);
    expect(store.keys.size).toBe(1);
    expect((await another().vaultKey(CLINIC, GOING_ON)).key.reveal().equals(key.key.reveal())).toBe(true);
  });
});
