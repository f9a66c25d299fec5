import type { Clock } from '../contract/clock.ts';

const DAY_SECONDS = 86_400;

/** How long stored state lives. Times in seconds since the epoch. */
export interface Life {
  now(): number;
  /** When what is written now expires. */
  fresh(): number;
  isOver(expiresAt: number): boolean;
  /** Whether a life that is used should begin anew: once a day is enough. */
  isDue(expiresAt: number): boolean;
}

/** @param retentionDays how long state is kept after it was last used, or up to a day less; at least 1 */
export const createLife = (clock: Clock, retentionDays: number): Life => {
  if (!(retentionDays >= 1)) throw new Error('State must be kept for a day or more.');
  const whole = retentionDays * DAY_SECONDS;
  const used = Math.min(DAY_SECONDS, whole / 2);
  const now = (): number => Math.floor(clock() / 1_000);
  return {
    now,
    fresh: () => now() + whole,
    // DynamoDB deletes rows up to days after their time.
    isOver: (expiresAt) => expiresAt <= now(),
    isDue: (expiresAt) => expiresAt - now() < whole - used,
  };
};
