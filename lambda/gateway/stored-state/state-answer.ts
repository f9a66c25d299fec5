import type { Clock } from '../../contract/clock.ts';
import { phiCounts } from '../answer-headers.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';

/** What goes with every answer from stored state. It may hold PHI in clear, so nobody on the way may keep it. */
export const stateHeaders = (
  { receivedAt }: GatewayCall,
  phi: Readonly<Record<string, number>>,
  { clock }: { readonly clock: Clock },
): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-hawthorn-phi': phiCounts(phi),
  'openai-processing-ms': String(clock() - receivedAt),
});

export const stateAnswer = (body: unknown, headers: Readonly<Record<string, string>>): JsonAnswer => ({
  kind: 'json',
  headers,
  body,
});
