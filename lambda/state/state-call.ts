import { withDeadline } from '../contract/deadline.ts';
import { GatewayError } from '../contract/gateway-error.ts';

/** Large parts may take their time. */
const TIMEOUT_MS = 10_000;

/** How much longer a call may take whose number of rows nobody knows before. */
const MANY = 2;

/** Makes a call to the store of state, about few rows or maybe many, which ends in time. */
export type StateCall = <T>(
  about: 'few' | 'many',
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/**
 * Whatever goes wrong in a call is the store's failure, unless it was the keys' or the vault's.
 * @param timeoutMs how long a call about few rows may take, keys included
 */
export const createStateCall =
  (timeoutMs = TIMEOUT_MS): StateCall =>
  async (about, signal, call) => {
    try {
      return await withDeadline(about === 'few' ? timeoutMs : MANY * timeoutMs, signal, call);
    } catch (error) {
      throw error instanceof GatewayError
        ? error
        : new GatewayError('state_failed', { retryAfterSeconds: 1 });
    }
  };
