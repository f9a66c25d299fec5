import type { Clock } from '../contract/clock.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How long rows of the vault live. Times in seconds since the epoch. */
export interface VaultLife {
  /** When a row that is written now expires. */
  fresh(): number;
  isOver(expiresAt: number): boolean;
  /** Whether a row outlives whatever is stored within the hour and refers to it. */
  isLongEnough(expiresAt: number): boolean;
}

/**
 * Stored state refers to rows and lives for the retention time after it was written. So rows get a day more, and those
 * that are used again begin anew when that day is nearly gone, which is once a day at most.
 * @param retentionDays at least 1
 */
export const createVaultLife = (clock: Clock, retentionDays: number): VaultLife => {
  if (!(retentionDays >= 1)) throw new Error('Values must be kept for a day or more.');
  const retention = retentionDays * DAY_SECONDS;
  const now = (): number => Math.floor(clock() / 1_000);
  return {
    fresh: () => now() + retention + DAY_SECONDS,
    // DynamoDB deletes rows up to days after their time.
    isOver: (expiresAt) => expiresAt <= now(),
    isLongEnough: (expiresAt) => expiresAt >= now() + retention + HOUR_SECONDS,
  };
};
