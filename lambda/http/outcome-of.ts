import type { GatewayError } from '../contract/gateway-error.ts';
import type { RequestOutcome } from '../contract/metrics.ts';
import { errorStatus } from '../openai/error-body.ts';

/** How a request ended that was answered with an error. */
export const outcomeOf = (error: GatewayError): RequestOutcome => {
  if (error.code === 'dlp_blocked') return 'blocked';
  const status = errorStatus(error);
  if (status >= 500) return 'failed';
  if (status === 429) return 'limited';
  return status === 401 || status === 403 ? 'denied' : 'refused';
};
