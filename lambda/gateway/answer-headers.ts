import type { Clock } from '../contract/clock.ts';
import type { GatewayCall } from './call.ts';

/** Counts by type, such as `NAME=2, DATE=1`; `none` says that the request was looked through and held nothing. */
export const phiCounts = (phi: Readonly<Record<string, number>>): string =>
  Object.entries(phi)
    .map(([type, count]) => `${type}=${count}`)
    .join(', ') || 'none';

/**
 * The headers of an answer: what the provider may say, how long we took, and what was found. Of limits the provider's
 * are told, unless the caller has some of ours.
 */
export const answerHeaders = (
  { headers }: { readonly headers: Readonly<Record<string, string>> },
  {
    call,
    limitHeaders,
    phi,
    clock,
  }: {
    readonly call: GatewayCall;
    readonly limitHeaders: Readonly<Record<string, string>>;
    readonly phi: Readonly<Record<string, number>>;
    readonly clock: Clock;
  },
): Record<string, string> => ({
  ...headers,
  ...limitHeaders,
  'x-hawthorn-phi': phiCounts(phi),
  'openai-processing-ms': String(clock() - call.receivedAt),
});
