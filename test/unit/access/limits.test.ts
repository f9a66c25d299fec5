import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lambda/access/api-key.ts';
import { createLimits, type Limits } from '../../../lambda/access/limits.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { callerWith, createManualClock, GOING_ON, keyIdOf, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryLimitStore } from '../../support/memory-stores.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let store: ReturnType<typeof createMemoryLimitStore>;
let clock: ReturnType<typeof createManualClock>;
let limits: Limits;

const startAt = (iso: string): void => {
  store = createMemoryLimitStore();
  clock = createManualClock(Date.parse(iso));
  limits = createLimits({ store, clock, timeoutMs: 20 });
};
const ask = (caller: Caller) => limits.admit(caller, GOING_ON);
/** What happens to so many requests, one after the other: `+` or `-` for each. */
const asked = async (caller: Caller, times: number): Promise<string> => {
  let marks = '';
  for (let time = 0; time < times; time += 1) marks += (await ask(caller)).kind === 'admitted' ? '+' : '-';
  return marks;
};

beforeEach(() => startAt('2026-11-15T09:41:48.300Z'));

describe('a key without limits', () => {
  it('is admitted, and nobody is asked', async () => {
    expect(await ask(callerWith({ maxOutputTokens: 5 }))).toEqual({ kind: 'admitted' });
    expect(store.faults.calls).toBe(0);
  });
});

describe('a minute', () => {
  const caller = callerWith({ requestsPerMinute: 3 });

  it('lets as many pass as its limit says, and tells what is left and for how long', async () => {
    const standing = { of: 'key', per: 'minute', limit: 3, resetSeconds: 12 };
    expect(await ask(caller)).toEqual({ kind: 'admitted', standing: { ...standing, remaining: 2 } });
    await ask(caller);
    expect(await ask(caller)).toEqual({ kind: 'admitted', standing: { ...standing, remaining: 0 } });
    expect(await ask(caller)).toEqual({ kind: 'refused', standing: { ...standing, remaining: 0 } });
  });

  it('lasts to its last millisecond, and not one longer', async () => {
    startAt('2026-11-15T09:41:59.999Z');
    expect(await asked(caller, 4)).toBe('+++-');
    expect(await ask(caller)).toMatchObject({ standing: { resetSeconds: 1 } });
    clock.advance(1);
    expect(await ask(caller)).toMatchObject({ kind: 'admitted', standing: { resetSeconds: 60 } });
    expect(await asked(caller, 3)).toBe('++-');
  });

  it('is as full as it was when the clock goes back to it, and when it comes again', async () => {
    expect(await asked(caller, 4)).toBe('+++-');
    clock.advance(MINUTE);
    expect(await asked(caller, 2)).toBe('++');
    clock.advance(-MINUTE);
    expect(await asked(caller, 1)).toBe('-');
    clock.advance(MINUTE);
    expect(await asked(caller, 2)).toBe('+-');
  });

  it('is kept for so long that no clock that is wrong finds it gone', async () => {
    await ask(caller);
    const [[id, expiresAt] = []] = [...store.expiries];
    expect(id).toBe('key#a1b2c3d4e5f6#2026-11-15T09:41');
    expect(expiresAt).toBe((Date.parse('2026-11-15T09:42:00Z') + 2 * DAY) / 1000);
  });
});

describe('a month', () => {
  const caller = callerWith({ requestsPerMonth: 2 });

  it.each([
    ['2026-11-30T23:59:59.999Z', 'key#a1b2c3d4e5f6#2026-11'],
    ['2026-12-31T23:59:59.999Z', 'key#a1b2c3d4e5f6#2026-12'],
    ['2028-02-29T23:59:59.999Z', 'key#a1b2c3d4e5f6#2028-02'],
  ])('that ends after %s has its last request counted in it', async (moment, id) => {
    startAt(moment);
    expect(await asked(caller, 3)).toBe('++-');
    expect([...store.counts]).toEqual([[id, 2]]);
    expect(await ask(caller)).toMatchObject({ kind: 'refused', standing: { per: 'month', resetSeconds: 1 } });
    clock.advance(1);
    expect(await asked(caller, 3)).toBe('++-');
  });

  it('is a calendar month, whatever its length', async () => {
    startAt('2026-02-01T00:00:00.000Z');
    expect(await ask(caller)).toMatchObject({ standing: { resetSeconds: 28 * 24 * 60 * 60 } });
  });

  it('is not charged for what a minute refused', async () => {
    const both = callerWith({ requestsPerMinute: 1, requestsPerMonth: 10 });
    expect(await asked(both, 5)).toBe('+----');
    expect(store.counts.get('key#a1b2c3d4e5f6#2026-11')).toBe(1);
  });

  it('is told of when it has less left than the minute', async () => {
    const both = callerWith({ requestsPerMinute: 2, requestsPerMonth: 3 });
    expect(await ask(both)).toMatchObject({ standing: { per: 'minute', remaining: 1 } });
    clock.advance(MINUTE);
    // One is left in both: the month's end is what lasts.
    expect(await ask(both)).toMatchObject({ standing: { per: 'month', remaining: 1 } });
    expect(await ask(both)).toMatchObject({ standing: { per: 'month', remaining: 0 } });
    clock.advance(MINUTE);
    expect(await ask(both)).toMatchObject({ kind: 'refused', standing: { per: 'month' } });
  });
});

describe('a tenant', () => {
  const terms = { tenantRequestsPerMinute: 4, tenantRequestsPerMonth: 6 };
  const [mine, other] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'].map((id) =>
    callerWith({ keyId: keyIdOf(id), ...terms }),
  );

  it('has one count for all of its keys', async () => {
    expect(await asked(mine!, 3)).toBe('+++');
    expect(await asked(other!, 2)).toBe('+-');
    expect(await ask(mine!)).toMatchObject({ kind: 'refused', standing: { of: 'tenant', per: 'minute' } });
    clock.advance(MINUTE);
    expect(await asked(other!, 3)).toBe('++-');
    expect(await ask(mine!)).toMatchObject({ kind: 'refused', standing: { of: 'tenant', per: 'month' } });
  });

  it('has nothing to do with another', async () => {
    expect(await asked(mine!, 5)).toBe('++++-');
    expect(await asked({ ...mine!, tenant: OTHER_CLINIC }, 1)).toBe('+');
  });

  it('is not charged for a key whose own month is used up', async () => {
    const small = callerWith({ requestsPerMonth: 1, tenantRequestsPerMonth: 6 });
    expect(await asked(small, 4)).toBe('+---');
    expect(store.counts.get('tenant#clinic#2026-11')).toBe(1);
  });

  it('lets a key with a lower limit give way to the others', async () => {
    const batch = callerWith({ tenantRequestsPerMinute: 2 });
    expect(await asked(mine!, 2)).toBe('++');
    expect(await asked(batch, 1)).toBe('-');
    expect(await asked(mine!, 2)).toBe('++');
  });
});

describe('when it can’t be told', () => {
  const caller = callerWith({ requestsPerMinute: 5, requestsPerMonth: 5 });

  it.each<Fault>(['error', 'hang', 'throttled', 'lost', 'garbage'])('%s shuts the gate', async (fault) => {
    store.faults.next('ok', fault);
    const error: unknown = await ask(caller).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: 'access_failed', detail: { retryAfterSeconds: 1 } });
    expect(JSON.stringify(error)).not.toContain(TELLTALE);
    expect(await ask(caller)).toMatchObject({ kind: 'admitted' });
  });

  it.each([0, -1, 6, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null])(
    'a store that counts to %s shuts it too',
    async (count) => {
      const wrong = createLimits({ store: { count: () => Promise.resolve(count as number) }, clock });
      await expect(wrong.admit(caller, GOING_ON)).rejects.toMatchObject({ failure: 'access_failed' });
    },
  );

  it('a caller who is gone is not counted', async () => {
    await expect(limits.admit(caller, AbortSignal.abort())).rejects.toMatchObject({
      failure: 'access_failed',
    });
    expect(store.faults.calls).toBe(0);
  });

  it('all of the counting has one time-out, after which nothing is counted', async () => {
    const answer = Promise.withResolvers<number>();
    let calls = 0;
    const deaf = {
      count: () => {
        calls += 1;
        return answer.promise;
      },
    };
    const every = callerWith({
      requestsPerMinute: 5,
      requestsPerMonth: 5,
      tenantRequestsPerMinute: 5,
      tenantRequestsPerMonth: 5,
    });
    const admitted = createLimits({ store: deaf, clock, timeoutMs: 20 }).admit(every, GOING_ON);
    await expect(admitted).rejects.toMatchObject({ failure: 'access_failed' });
    answer.resolve(1);
    await new Promise(setImmediate);
    expect(calls).toBe(1);
  });
});
