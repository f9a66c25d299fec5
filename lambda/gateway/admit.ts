import type { Caller } from '../access/api-key.ts';
import type { LimitStanding, Limits } from '../access/limits.ts';
import { allows } from '../access/roles.ts';
import { type Failure, GatewayError } from '../contract/gateway-error.ts';

/** The official clients wait this long at most; told more, they would try again within seconds. */
const PATIENCE_S = 60;

const FAILURES = {
  key: { minute: 'key_rate_limit', month: 'key_quota' },
  tenant: { minute: 'tenant_rate_limit', month: 'tenant_quota' },
} as const satisfies Record<LimitStanding['of'], Record<LimitStanding['per'], Failure>>;

/** As OpenAI writes it, which is as Go does: `12s`, `1m0s`, `359h59m59s`. */
const durationText = (seconds: number): string => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
};

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers */
const headersOf = ({ limit, remaining, resetSeconds }: LimitStanding): Record<string, string> => ({
  'x-ratelimit-limit-requests': String(limit),
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': durationText(resetSeconds),
});

/**
 * Lets a caller in whose role and limits allow it, before anything of the body is read. Gives the headers that tell of
 * the limits; none where there are no limits.
 *
 * Throws `role_forbids`, the limit that was reached, and `access_failed`. None of it is on record in the audit, since
 * nothing was asked yet and nothing left; it is logged.
 */
export const admit = async (
  caller: Caller,
  limits: Limits,
  signal: AbortSignal,
): Promise<Record<string, string>> => {
  if (!allows(caller.role, 'completions:create')) throw new GatewayError('role_forbids');
  const { kind, standing } = await limits.admit(caller, signal);
  const headers = standing === undefined ? {} : headersOf(standing);
  if (kind === 'admitted') return headers;
  throw new GatewayError(FAILURES[standing.of][standing.per], {
    retryAfterSeconds: standing.resetSeconds,
    headers: standing.resetSeconds > PATIENCE_S ? { ...headers, 'x-should-retry': 'false' } : headers,
  });
};
