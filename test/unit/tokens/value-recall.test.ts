import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import { createVault } from '../../../lambda/tokens/encrypted-vault.ts';
import { createRecentValues } from '../../../lambda/tokens/recent-values.ts';
import { createTenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { createValueRecall } from '../../../lambda/tokens/value-recall.ts';
import type { IssuedToken, ValueRef, VaultItem } from '../../../lambda/tokens/vault.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC, SCOPE } from '../../support/identities.ts';
import {
  createMemoryKeyWrapper,
  createMemoryVaultStore,
  createMemoryWrappedKeyStore,
} from '../../support/memory-stores.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const TOKEN = tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4));

const issued = (value: string, token = TOKEN): IssuedToken => ({ token, value: new Sensitive(value) });

let wrapper: ReturnType<typeof createMemoryKeyWrapper>;
let wrapped: ReturnType<typeof createMemoryWrappedKeyStore>;
let store: ReturnType<typeof createMemoryVaultStore>;
let clock: ReturnType<typeof createManualClock>;
let first: ReturnType<typeof newProcess>;

/** A process of its own: it remembers nothing of what others did. */
const newProcess = () => {
  const keys = createTenantKeys({ wrapper, store: wrapped, clock, timeoutMs: 20 });
  const deps = { keys, store, clock, retentionDays: DAYS, timeoutMs: 40, recent: createRecentValues(clock) };
  const vault = createVault({ ...deps, random: randomBytes });
  const values = createValueRecall(deps);
  return {
    keep: (...kept: readonly IssuedToken[]) => vault.keep(CLINIC, SCOPE, kept, GOING_ON),
    recall: async (refs: readonly ValueRef[], tenant = CLINIC, scope = SCOPE) =>
      (await values.recall(tenant, scope, refs, GOING_ON)).map(({ token, value }) => [token, value.reveal()]),
  };
};
const onlyRow = () => [...store.rows.values()][0]!;
const daysLeft = () => (onlyRow().expiresAt - clock() / 1_000) / 86_400;
/** How many calls of the store a piece of work makes. */
const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = store.faults.calls;
  await work();
  return store.faults.calls - before;
};

beforeEach(() => {
  wrapper = createMemoryKeyWrapper();
  wrapped = createMemoryWrappedKeyStore();
  store = createMemoryVaultStore();
  clock = createManualClock();
  first = newProcess();
});

describe('createValueRecall', () => {
  it('gives back exactly the rows that are named, also two of one token, in their order', async () => {
    const other = tokenFrom('NAME', Uint8Array.of(9, 9, 9, 9));
    const refs = await first.keep(issued('Ann'), issued('ANN'), issued('Ben', other), issued('Cy'));
    const wanted = [refs[2]!, refs[1]!, refs[0]!, refs[2]!];
    const values = [
      [other, 'Ben'],
      [TOKEN, 'ANN'],
      [TOKEN, 'Ann'],
      [other, 'Ben'],
    ];
    expect(await newProcess().recall(wanted)).toEqual(values);
    expect(await first.recall(wanted)).toEqual(values);
    expect(await first.recall([])).toEqual([]);
  });

  it('reads nothing of what this process has kept or recalled in the last minutes', async () => {
    const refs = await first.keep(issued('Ann'));
    expect(await callsOf(() => first.recall(refs))).toBe(0);
    const second = newProcess();
    expect(await callsOf(() => second.recall(refs))).toBe(1);
    expect(await callsOf(() => second.recall(refs))).toBe(0);
    const more = [...refs, ...(await first.keep(issued('Ben')))];
    expect(await callsOf(() => second.recall(more))).toBe(1);
    clock.advance(5 * MINUTE_MS);
    expect(await callsOf(() => second.recall(more))).toBe(1);
  });

  it('gives nothing any more, minutes after the tenant’s key was deleted', async () => {
    const refs = await first.keep(issued('Ann'));
    wrapped.keys.clear();
    for (let minute = 0; minute < 5; minute += 1) {
      expect(await first.recall(refs)).toHaveLength(1);
      clock.advance(MINUTE_MS);
    }
    await expect(first.recall(refs)).rejects.toMatchObject({ failure: 'keys_failed' });
  });

  it('lets a row begin anew when its last day has come, and so at most once a day', async () => {
    const refs = await first.keep(issued('Ann'));
    expect(daysLeft()).toBe(DAYS + 1);
    clock.advance(DAY_MS - 60 * MINUTE_MS);
    expect(await callsOf(() => newProcess().recall(refs))).toBe(1);
    clock.advance(1_000);
    expect(await callsOf(() => newProcess().recall(refs))).toBe(2);
    expect(daysLeft()).toBe(DAYS + 1);
    expect(await callsOf(() => newProcess().recall(refs))).toBe(1);
  });

  it('outlives what is stored after it was recalled, turn after turn, whatever the process remembers', async () => {
    const refs = await first.keep(issued('Ann'));
    const process = newProcess();
    for (let turn = 0; turn < 200; turn += 1) {
      await process.recall(refs);
      // A part that is stored at the end of a quarter of an hour of streaming.
      expect(daysLeft() * DAY_MS).toBeGreaterThanOrEqual(DAYS * DAY_MS + 15 * MINUTE_MS);
      clock.advance((turn % 7) * 47 * MINUTE_MS);
    }
    clock.advance(DAYS * DAY_MS);
    expect(await newProcess().recall(refs)).toEqual([[TOKEN, 'Ann']]);
  });

  it.each([
    ['gone', () => store.rows.clear()],
    ['past its time, though it is still there', () => clock.advance((DAYS + 1) * DAY_MS)],
  ])('fails when one of many is %s', async (_, remove) => {
    const [ref] = await first.keep(issued('Ann'));
    remove();
    const [fresh] = await first.keep(issued('Ben'));
    await expect(newProcess().recall([fresh!, ref!])).rejects.toMatchObject({ failure: 'vault_failed' });
  });

  it('knows nothing of another tenant’s rows, or of another scope’s', async () => {
    const refs = await first.keep(issued('Ann'));
    await first.recall(refs);
    const gone = { failure: 'vault_failed' };
    await expect(first.recall(refs, OTHER_CLINIC)).rejects.toMatchObject(gone);
    await expect(first.recall(refs, CLINIC, scopeId('scope-b'))).rejects.toMatchObject(gone);
  });

  it('refuses a row that was moved to the place of another', async () => {
    const [ann, ben] = await first.keep(issued('Ann'), issued('Ben'));
    const [annRow, benRow] = [...store.rows.values()];
    const swapped: readonly [string, VaultItem][] = [...store.rows.keys()].map((name, index) => [
      name,
      { ...(index === 0 ? benRow! : annRow!), valueTag: (index === 0 ? ann! : ben!).valueTag },
    ]);
    for (const [name, row] of swapped) store.rows.set(name, row);
    await expect(newProcess().recall([ann!])).rejects.toMatchObject({ failure: 'vault_failed' });
  });

  it.each<Partial<VaultItem>>([{ epoch: '2026-10' }, { epoch: 'names' }, { sealed: randomBytes(40) }])(
    'refuses a row that was changed',
    async (change) => {
      const refs = await first.keep(issued('Ann'));
      for (const [name, row] of store.rows) store.rows.set(name, { ...row, ...change });
      await expect(newProcess().recall(refs)).rejects.toMatchObject({ code: 'scrubbing_unavailable' });
    },
  );

  it.each<Fault>(['error', 'hang', 'throttled', 'garbage'])(
    'fails closed when the store gives %s, and says nothing',
    async (fault) => {
      const refs = await first.keep(issued('Ann'));
      const process = newProcess();
      store.faults.next(fault);
      const error: unknown = await process.recall(refs).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ failure: 'vault_failed', detail: { retryAfterSeconds: 1 } });
      expect(JSON.stringify(error)).not.toContain(TELLTALE);
      expect(await process.recall(refs)).toEqual([[TOKEN, 'Ann']]);
    },
  );

  it('fails when rows can’t begin anew: what refers to them would outlive them', async () => {
    const refs = await first.keep(issued('Ann'));
    clock.advance(DAY_MS);
    store.faults.next('ok', 'error');
    await expect(newProcess().recall(refs)).rejects.toMatchObject({ failure: 'vault_failed' });
  });
});
