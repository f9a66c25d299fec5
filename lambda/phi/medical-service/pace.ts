import type { Clock } from '../../contract/clock.ts';
import { orAborted } from '../../contract/deadline.ts';
import type { Sleep } from '../../contract/retry-delay.ts';

/**
 * What this process may ask of the service. The quotas are of the account and the Region, so they are shared by all
 * processes that run at the same time.
 */
export interface PaceLimits {
  readonly charactersPerSecond: number;
  readonly callsPerSecond: number;
  /** Calls under way at the same time. */
  readonly atOnce: number;
}

export interface PaceDeps {
  readonly limits: PaceLimits;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** Keeps the calls of a process within its limits, in the order in which they come. */
export interface Pace {
  /** Makes a call about so many characters when its turn has come. Rejects when the signal aborts before. */
  run<T>(characters: number, signal: AbortSignal, call: () => Promise<T>): Promise<T>;
}

/** So much of what was not used may be used at once. */
const BURST_MS = 1_000;

/** Milliseconds to wait until so much more may be taken; what was taken counts at once, so that later ones wait longer. */
const createMeter = (perSecond: number, clock: Clock): ((amount: number) => number) => {
  let usedUpTo = Number.NEGATIVE_INFINITY;
  return (amount) => {
    const now = clock();
    const wait = Math.max(0, usedUpTo - BURST_MS - now);
    usedUpTo = Math.max(usedUpTo, now) + (amount * 1_000) / perSecond;
    return wait;
  };
};

const createSlots = (most: number) => {
  let free = most;
  const waiting: PromiseWithResolvers<undefined>[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next.resolve(undefined);
  };
  const enter = async (signal: AbortSignal): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return;
    }
    const turn = Promise.withResolvers<undefined>();
    waiting.push(turn);
    try {
      await orAborted(turn.promise, signal);
    } catch (error) {
      const place = waiting.indexOf(turn);
      // It was let in at the moment when it gave up.
      if (place < 0) leave();
      else waiting.splice(place, 1);
      throw error;
    }
  };
  return { enter, leave };
};

export const createPace = ({ limits, clock, sleep }: PaceDeps): Pace => {
  const slots = createSlots(limits.atOnce);
  const characterWait = createMeter(limits.charactersPerSecond, clock);
  const callWait = createMeter(limits.callsPerSecond, clock);
  return {
    async run(characters, signal, call) {
      await slots.enter(signal);
      try {
        const wait = Math.max(characterWait(characters), callWait(1));
        if (wait > 0) await sleep(wait, signal);
        return await call();
      } finally {
        slots.leave();
      }
    },
  };
};
