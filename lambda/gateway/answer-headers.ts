import type { Clock } from '../contract/clock.ts';
import type { GatewayCall } from './call.ts';

/** Counts by type, such as `NAME=2, DATE=1`; `none` says that the request was looked through and held nothing. */
const countsOf = (phi: Readonly<Record<string, number>>): string =>
  Object.entries(phi)
    .map(([type, count]) => `${type}=${count}`)
    .join(', ') || 'none';

/** The headers of an answer: what the provider may say, how long we took, and what was found. */
export const answerHeaders = (
  { headers }: { readonly headers: Readonly<Record<string, string>> },
  {
    call,
    phi,
    clock,
  }: { readonly call: GatewayCall; readonly phi: Readonly<Record<string, number>>; readonly clock: Clock },
): Record<string, string> => ({
  ...headers,
  'x-hawthorn-phi': countsOf(phi),
  'openai-processing-ms': String(clock() - call.receivedAt),
});
