import { type Failure, GatewayError } from '../contract/gateway-error.ts';
import type { GatewayCall } from './call.ts';
import type { Ending, Exchange } from './exchange.ts';

const OURS: ReadonlySet<Failure> = new Set([
  'keys_failed',
  'vault_failed',
  'audit_failed',
  'state_failed',
  'detector_failed',
  'internal',
  'timed_out',
]);

/**
 * How a failure ends an exchange: by the client's leaving, by our fault, or by the provider's. A signal that was aborted
 * with a failure of ours says that the time was up.
 */
export const endingOf = (error: unknown, { signal }: GatewayCall): Ending => {
  const cause: unknown = signal.aborted ? signal.reason : error;
  if (signal.aborted && !(cause instanceof GatewayError)) return { outcome: 'client_gone' };
  const failure = cause instanceof GatewayError ? cause.failure : 'internal';
  return { outcome: OURS.has(failure) ? 'gateway_failed' : 'provider_failed', failure };
};

/**
 * Takes a step that comes before the answer begins. When it fails, the exchange is closed on record first; if that
 * fails as well, its opening stays on record without an end, and the caller hears of the first failure.
 */
export const failedBefore = async <T>(
  exchange: Exchange,
  call: GatewayCall,
  step: () => Promise<T>,
): Promise<T> => {
  try {
    return await step();
  } catch (error) {
    await exchange.close(endingOf(error, call)).catch(() => undefined);
    throw error;
  }
};
