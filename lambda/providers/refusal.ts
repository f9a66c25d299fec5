import { type Failure, type FailureDetail, GatewayError } from '../contract/gateway-error.ts';
import type { FailedAttempt } from './attempt.ts';
import { refusalHeaders, retryAfterSeconds } from './provider-headers.ts';
import { NO_HINTS, type RefusalHints, readRefusalHints } from './refusal-hints.ts';
import type { Watch } from './watch.ts';

/** When the provider doesn't say. */
export const RETRY_AFTER_S = 5;

type Verdict = readonly [Failure, FailedAttempt['then']];

const VERDICTS: Readonly<Record<number, Verdict>> = {
  400: ['refused_by_provider', 'stop'],
  402: ['provider_quota', 'next'],
  404: ['unknown_model', 'next'],
  408: ['provider_failed', 'next'],
  413: ['refused_by_provider', 'stop'],
  422: ['refused_by_provider', 'stop'],
  429: ['provider_rate_limit', 'next'],
  502: ['provider_failed', 'again'],
  503: ['provider_down', 'again'],
  504: ['provider_failed', 'again'],
  529: ['provider_down', 'next'],
};

/** Statuses whose body says something of use. */
const WITH_HINTS = [400, 413, 422, 429];

const verdictOf = (status: number, callersKey: boolean, hints: RefusalHints): Verdict => {
  if (callersKey && (status === 401 || status === 403)) return ['provider_key_refused', 'stop'];
  if (status === 429 && hints.quotaUsedUp) return ['provider_quota', 'next'];
  return VERDICTS[status] ?? ['provider_failed', status >= 500 ? 'next' : 'stop'];
};

const WAITS: readonly Failure[] = ['provider_down', 'provider_rate_limit', 'provider_quota'];

/**
 * Turns a status other than 2xx into our failure, by the one error table. Reads the body for a moment where that
 * helps; ends the watch.
 */
export const refusalOf = async (
  response: Response,
  watch: Watch,
  { callersKey, errorBodyMs, now }: { callersKey: boolean; errorBodyMs: number; now: number },
): Promise<FailedAttempt> => {
  const { status, headers } = response;
  const hints = WITH_HINTS.includes(status) ? await readRefusalHints(response, watch, errorBodyMs) : NO_HINTS;
  watch.end('done');
  const [failure, then] = verdictOf(status, callersKey, hints);
  const wait = retryAfterSeconds(headers, now) ?? RETRY_AFTER_S;
  const detail: FailureDetail = {
    headers: refusalHeaders(headers),
    ...(WAITS.includes(failure) && { retryAfterSeconds: wait }),
    ...(failure === 'refused_by_provider' && hints.param !== undefined && { param: hints.param }),
  };
  return { kind: 'failed', error: new GatewayError(failure, detail), then, status };
};
