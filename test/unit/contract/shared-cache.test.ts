import { describe, expect, it } from 'vitest';
import { createExpiringMap } from '../../../lambda/contract/expiring-map.ts';
import { createSharedCache } from '../../../lambda/contract/shared-cache.ts';
import { createManualClock, GOING_ON } from '../../support/identities.ts';

const setUp = (limits: { maxEntries?: number; maxUses?: number } = {}) => {
  const clock = createManualClock();
  let loads = 0;
  const load = (): Promise<number> => Promise.resolve((loads += 1));
  const cache = createSharedCache<number>({
    clock,
    maxEntries: limits.maxEntries ?? 10,
    maxAgeMs: () => 1_000,
    ...(limits.maxUses === undefined ? {} : { maxUses: limits.maxUses }),
    timeoutMs: 10,
  });
  return { clock, cache, load, loads: () => loads };
};

describe('createSharedCache', () => {
  it('loads again after so many uses', async () => {
    const { cache, load } = setUp({ maxUses: 2 });
    const seen = [];
    for (let use = 0; use < 5; use += 1) seen.push(await cache.get('key', load, GOING_ON));
    expect(seen).toEqual([1, 1, 2, 2, 3]);
  });

  it('counts a value’s age from when its loading began', async () => {
    const { cache, clock, load, loads } = setUp();
    const slow = async () => {
      const value = await load();
      clock.advance(999);
      return value;
    };
    await cache.get('key', slow, GOING_ON);
    await cache.get('key', load, GOING_ON);
    expect(loads()).toBe(1);
    clock.advance(1);
    await cache.get('key', load, GOING_ON);
    expect(loads()).toBe(2);
  });

  it('gives up a loading that pays no heed to its signal, and starts anew for the next caller', async () => {
    const { cache, load } = setUp();
    const never = new Promise<number>(() => undefined);
    await expect(cache.get('key', () => never, GOING_ON)).rejects.toThrow('Given up');
    expect(await cache.get('key', load, GOING_ON)).toBe(1);
  });

  it('fails everybody who waits for a loading that fails, and keeps nothing of it', async () => {
    const { cache, load } = setUp();
    const fail = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([
      cache.get('key', fail, GOING_ON),
      cache.get('key', load, GOING_ON),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get('key', load, GOING_ON)).toBe(1);
  });
});

describe('createExpiringMap', () => {
  it('forgets what was used longest ago when it is full', () => {
    const clock = createManualClock();
    const map = createExpiringMap<number>(clock, 2);
    const later = clock() + 1_000;
    map.set('a', 1, later);
    map.set('b', 2, later);
    map.get('a');
    map.set('c', 3, later);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  });

  it('forgets what has had its time', () => {
    const clock = createManualClock();
    const map = createExpiringMap<number>(clock, 2);
    map.set('a', 1, clock() + 5);
    clock.advance(5);
    expect(map.get('a')).toBeUndefined();
  });
});
