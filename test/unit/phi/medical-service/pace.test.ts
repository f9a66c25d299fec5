import { describe, expect, it } from 'vitest';
import { createPace, type PaceLimits } from '../../../../lambda/phi/medical-service/pace.ts';
import { createManualClock, GOING_ON } from '../../../support/identities.ts';

const UNLIMITED: PaceLimits = { charactersPerSecond: 1e9, callsPerSecond: 1e9, atOnce: 100 };

/** A pace whose clock is moved by its own waiting; calls tell when they began. */
const setUp = (limits: Partial<PaceLimits>) => {
  const clock = createManualClock(0);
  const waits: number[] = [];
  const sleep = (milliseconds: number): Promise<void> => {
    waits.push(Math.round(milliseconds));
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  return { clock, waits, pace: createPace({ limits: { ...UNLIMITED, ...limits }, clock, sleep }) };
};

const done = (): Promise<undefined> => Promise.resolve(undefined);

describe('pace', () => {
  it('lets through at once what fits into a second, and makes the rest wait', async () => {
    const { pace, waits } = setUp({ charactersPerSecond: 1_000 });
    for (let call = 0; call < 5; call += 1) await pace.run(500, GOING_ON, done);
    expect(waits).toEqual([500, 500]);
  });

  it('counts calls as well', async () => {
    const { pace, waits, clock } = setUp({ callsPerSecond: 2 });
    for (let call = 0; call < 4; call += 1) await pace.run(1, GOING_ON, done);
    expect(waits).toEqual([500]);
    clock.advance(10_000);
    for (let call = 0; call < 3; call += 1) await pace.run(1, GOING_ON, done);
    expect(waits).toEqual([500]);
  });

  it('has so many calls under way and no more, in the order in which they came', async () => {
    const { pace } = setUp({ atOnce: 2 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const runs = [0, 1, 2, 3].map((call) =>
      pace.run(1, GOING_ON, async () => {
        begun.push(call);
        await new Promise<void>((resolve) => void ends.push(resolve));
      }),
    );
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2]);
    for (const end of ends) end();
    await new Promise(setImmediate);
    ends[3]?.();
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('frees the place of a call that fails, and of one that gave up waiting', async () => {
    const { pace } = setUp({ atOnce: 1 });
    await expect(pace.run(1, GOING_ON, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    let end: (() => void) | undefined;
    const first = pace.run(1, GOING_ON, () => new Promise<void>((resolve) => void (end = resolve)));
    const controller = new AbortController();
    const second = pace.run(1, controller.signal, done);
    const third = pace.run(1, GOING_ON, () => Promise.resolve('third'));
    controller.abort();
    await expect(second).rejects.toThrow();
    end?.();
    await first;
    await expect(third).resolves.toBe('third');
  });
});
