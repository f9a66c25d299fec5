import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import { createVault } from '../../../lambda/tokens/encrypted-vault.ts';
import { createTenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import type { IssuedToken, Vault, VaultItem, VaultStore } from '../../../lambda/tokens/vault.ts';
import { createVaultReader, type VaultReader } from '../../../lambda/tokens/vault-reader.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC, SCOPE } from '../../support/identities.ts';
import {
  createMemoryKeyWrapper,
  createMemoryVaultStore,
  createMemoryWrappedKeyStore,
} from '../../support/memory-stores.ts';

const TOKEN = tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4));
const OTHER_TOKEN = tokenFrom('NAME', Uint8Array.of(9, 9, 9, 9));
const OTHER_SCOPE = scopeId('scope-b');
const DAYS = 30;

const issued = (value: string, token = TOKEN): IssuedToken => ({ token, value: new Sensitive(value) });

let wrapper: ReturnType<typeof createMemoryKeyWrapper>;
let store: ReturnType<typeof createMemoryVaultStore>;
let clock: ReturnType<typeof createManualClock>;
let vault: Vault;
let reader: VaultReader;

const keep = (...values: readonly IssuedToken[]) => vault.keep(CLINIC, SCOPE, values, GOING_ON);
const read = async (tenant = CLINIC, scope = SCOPE, token = TOKEN) =>
  (await reader.read(tenant, scope, token, GOING_ON)).map((value) => value.reveal());
const onlyRow = () => [...store.rows.values()][0]!;
/** Puts a changed row where the reader will find it. */
const plant = (item: VaultItem) => {
  store.rows.clear();
  store.rows.set('planted', item);
};

beforeEach(() => {
  wrapper = createMemoryKeyWrapper();
  store = createMemoryVaultStore();
  clock = createManualClock();
  const keys = createTenantKeys({ wrapper, store: createMemoryWrappedKeyStore(), clock, timeoutMs: 20 });
  vault = createVault({ keys, store, clock, random: randomBytes, retentionDays: DAYS, timeoutMs: 40 });
  reader = createVaultReader({ keys, store, clock, timeoutMs: 40 });
});

describe('createVault', () => {
  it('keeps what a token stands for, and shows it nowhere in the row', async () => {
    await keep(issued('Ottoline Quillfeather'));
    expect(await read()).toEqual(['Ottoline Quillfeather']);
    const row = onlyRow();
    expect(JSON.stringify(row)).not.toContain('Quillfeather');
    expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('Quillfeather');
    expect(row).toMatchObject({ tenant: CLINIC, scope: SCOPE, token: TOKEN, epoch: '2026-11' });
    // A day longer than state that refers to it.
    expect(row.expiresAt).toBe(clock() / 1_000 + (DAYS + 1) * 86_400);
  });

  it('keeps both of two values that share a token', async () => {
    await keep(issued('Ann'), issued('ANN'), issued('Ann'));
    expect((await read()).toSorted()).toEqual(['ANN', 'Ann']);
  });

  it('tags the same value differently in another scope and for another tenant', async () => {
    await keep(issued('Ann'));
    await vault.keep(CLINIC, OTHER_SCOPE, [issued('Ann')], GOING_ON);
    await vault.keep(OTHER_CLINIC, SCOPE, [issued('Ann')], GOING_ON);
    expect(new Set([...store.rows.values()].map(({ valueTag }) => valueTag)).size).toBe(3);
  });

  it('writes nothing for tokens that it has just made durable, until an hour later', async () => {
    await keep(issued('Ann'));
    await keep(issued('Ann'), issued('Ben', OTHER_TOKEN));
    await keep(issued('Ann'), issued('Ben', OTHER_TOKEN));
    await keep();
    expect(store.faults.calls).toBe(2);
    clock.advance(3_600_000);
    await keep(issued('Ann'));
    expect(store.faults.calls).toBe(3);
    expect(onlyRow().expiresAt).toBe(clock() / 1_000 + (DAYS + 1) * 86_400);
  });

  it.each<Fault>(['error', 'hang', 'throttled', 'lost'])(
    'fails closed when the store gives %s',
    async (fault) => {
      store.faults.next(fault);
      const error: unknown = await keep(issued('Ann')).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ failure: 'vault_failed', detail: { retryAfterSeconds: 1 } });
      expect(JSON.stringify(error)).not.toContain(TELLTALE);
      // What was not durable for sure is written again.
      await keep(issued('Ann'));
      expect(store.faults.calls).toBe(2);
      expect(await read()).toEqual(['Ann']);
    },
  );

  it('goes on after a failure where it stopped', async () => {
    const values = Array.from({ length: 10 }, (_, index) => issued(`Ann ${index}`));
    const writes: string[] = [];
    // Three rows a call, and then the store fails.
    const failing: VaultStore = {
      ...store,
      put: (items, signal, written) => {
        for (const item of items.slice(0, 3)) {
          writes.push(item.valueTag);
          written?.(item);
        }
        return items.length > 3 ? Promise.reject(new Error(TELLTALE)) : store.put(items, signal);
      },
    };
    const keys = createTenantKeys({ wrapper, store: createMemoryWrappedKeyStore(), clock });
    const own = createVault({ keys, store: failing, clock, random: randomBytes, retentionDays: DAYS });
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const kept = own.keep(CLINIC, SCOPE, values, GOING_ON);
      outcomes.push(
        await kept.then(
          () => 'kept',
          () => 'failed',
        ),
      );
    }
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'kept', 'kept']);
    expect(writes).toHaveLength(10);
    expect(new Set(writes).size).toBe(10);
  });

  it.each([
    [10, 5_100, 'failed'],
    [5_000, 14_900, 'kept'],
    [5_000, 15_100, 'failed'],
    [20_000, 29_900, 'kept'],
    [20_000, 30_100, 'failed'],
  ])(
    'for %d values and a store that takes %d ms: %s',
    async (count, milliseconds, expected) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const slow: VaultStore = {
          ...store,
          put: () => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        };
        const keys = createTenantKeys({ wrapper, store: createMemoryWrappedKeyStore(), clock });
        const own = createVault({ keys, store: slow, clock, random: randomBytes, retentionDays: DAYS });
        const values = Array.from({ length: count }, (_, index) => issued(`Ann ${index}`));
        const kept = own.keep(CLINIC, SCOPE, values, GOING_ON).then(
          () => 'kept',
          () => 'failed',
        );
        // The keys come first, by promises alone.
        await vi.waitUntil(() => vi.getTimerCount() >= 2);
        await vi.advanceTimersByTimeAsync(milliseconds);
        expect(await kept).toBe(expected);
      } finally {
        vi.useRealTimers();
      }
    },
    60_000,
  );

  it('says that it was the keys when it was the keys', async () => {
    wrapper.faults.always('error');
    await expect(keep(issued('Ann'))).rejects.toMatchObject({ failure: 'keys_failed' });
    expect(store.rows.size).toBe(0);
  });

  it('refuses a value that UTF-8 would change', async () => {
    await expect(keep(issued('Ann \ud800'))).rejects.toMatchObject({ failure: 'vault_failed' });
  });

  it('gives up at once when the request has ended', async () => {
    const gone = vault.keep(CLINIC, SCOPE, [issued('Ann')], AbortSignal.abort());
    await expect(gone).rejects.toMatchObject({ failure: 'vault_failed' });
    expect(store.rows.size).toBe(0);
  });

  it('refuses to be set up with less than a day', () => {
    const deps = { keys: undefined as never, store, clock, random: randomBytes };
    expect(() => createVault({ ...deps, retentionDays: 0 })).toThrow('a day');
    expect(() => createVault({ ...deps, retentionDays: Number.NaN })).toThrow('a day');
  });
});

describe('createVaultReader', () => {
  it('knows nothing of a token that was not issued in the scope', async () => {
    await keep(issued('Ann'));
    expect(await read(CLINIC, OTHER_SCOPE)).toEqual([]);
    expect(await read(OTHER_CLINIC)).toEqual([]);
    expect(await read(CLINIC, SCOPE, OTHER_TOKEN)).toEqual([]);
  });

  it('gives nothing of a row past its time, though it is still there', async () => {
    await keep(issued('Ann'));
    clock.advance((DAYS + 1) * 86_400_000);
    expect(await read()).toEqual([]);
  });

  const flipped = (bytes: Uint8Array, index: number) =>
    bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
  const damages: readonly [string, (row: VaultItem) => VaultItem][] = [
    ['a changed nonce', (row) => ({ ...row, sealed: flipped(row.sealed, 0) })],
    ['a changed text', (row) => ({ ...row, sealed: flipped(row.sealed, 12) })],
    ['a changed tag', (row) => ({ ...row, sealed: flipped(row.sealed, row.sealed.length - 1) })],
    ['a cut row', (row) => ({ ...row, sealed: row.sealed.subarray(0, -1) })],
    ['a row cut to nothing', (row) => ({ ...row, sealed: new Uint8Array(5) })],
    ['another tag of the value', (row) => ({ ...row, valueTag: `${row.valueTag}x` })],
    ['another epoch', (row) => ({ ...row, epoch: '2026-10' })],
    ['an odd epoch', (row) => ({ ...row, epoch: 'names' })],
  ];
  it.each(damages)('refuses %s', async (_, damage) => {
    await keep(issued('Ann'));
    plant(damage(onlyRow()));
    await expect(read()).rejects.toMatchObject({ code: 'scrubbing_unavailable' });
  });

  it('refuses a row that was moved to another token, scope or tenant', async () => {
    await keep(issued('Ann'));
    const row = onlyRow();
    await vault.keep(OTHER_CLINIC, SCOPE, [issued('Ben')], GOING_ON);
    for (const moved of [{ token: OTHER_TOKEN }, { scope: OTHER_SCOPE }, { tenant: OTHER_CLINIC }]) {
      const target = { ...row, ...moved };
      plant(target);
      await expect(read(target.tenant, target.scope, target.token)).rejects.toMatchObject({
        failure: 'vault_failed',
      });
    }
  });

  it.each<Fault>(['error', 'hang', 'garbage'])('fails closed when the store gives %s', async (fault) => {
    await keep(issued('Ann'));
    store.faults.next(fault);
    await expect(read()).rejects.toMatchObject({ failure: 'vault_failed' });
  });
});
