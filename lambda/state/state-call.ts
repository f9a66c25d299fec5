import { withDeadline } from '../contract/deadline.ts';
import { GatewayError } from '../contract/gateway-error.ts';

/** Large parts may take their time; many rows get more, up to what a client waits. */
const SHORTEST_MS = 10_000;
const MS_PER_ROW = 10;
const LONGEST_MS = 30_000;

/** Makes a call to the store of state, which ends in time. */
export type StateCall = <T>(
  /** About how many rows it is about. */
  rows: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/**
 * Whatever goes wrong in a call is the store's failure, unless it was the keys' or the vault's.
 * @param shortestMs how long a call about few rows may take, keys included
 */
export const createStateCall =
  (shortestMs = SHORTEST_MS): StateCall =>
  async (rows, signal, call) => {
    const longest = Math.max(shortestMs, Math.min(shortestMs + rows * MS_PER_ROW, LONGEST_MS));
    try {
      return await withDeadline(longest, signal, call);
    } catch (error) {
      throw error instanceof GatewayError
        ? error
        : new GatewayError('state_failed', { retryAfterSeconds: 1 });
    }
  };
