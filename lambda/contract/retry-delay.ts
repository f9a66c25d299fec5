import { setTimeout as delay } from 'node:timers/promises';
import type { RandomBytes } from './random.ts';

/** Waits; rejects when the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const sleep: Sleep = (milliseconds, signal) => delay(milliseconds, undefined, { signal });

const FIRST_MS = 50;
const MOST_MS = 1_000;

/**
 * Exponential backoff with full jitter: anything up to 50 ms after the first failure (`attempt` 1), twice as much
 * after each further one, never more than a second.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const retryDelay = (attempt: number, random: RandomBytes): number => {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round((most * (random(1)[0] ?? 255)) / 255);
};
