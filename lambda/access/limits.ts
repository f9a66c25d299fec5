import type { Clock } from '../contract/clock.ts';
import { withDeadline } from '../contract/deadline.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import type { Caller, KeyLimits } from './api-key.ts';
import type { LimitStore } from './limit-store.ts';

const MINUTE_MS = 60_000;
/** Counts outlive their window by this much, since clocks differ and go back. */
const KEPT_MS = 2 * 24 * 60 * MINUTE_MS;

type Period = 'minute' | 'month';

/** Where a caller stands in one window. */
export interface LimitStanding {
  /** Whose requests are counted. */
  readonly of: 'key' | 'tenant';
  readonly per: Period;
  readonly limit: number;
  /** How many more requests the window would take. */
  readonly remaining: number;
  /** Whole seconds until the window ends; 1 at least. */
  readonly resetSeconds: number;
}

/** An admitted caller has no standing when no limit is set; else it is that of the window with the least left. */
type LimitVerdict =
  | { readonly kind: 'admitted'; readonly standing?: LimitStanding }
  | { readonly kind: 'refused'; readonly standing: LimitStanding };

export interface Limits {
  /**
   * Counts a request against every limit of its caller, and says whether it may go on. Asks nobody when there is none.
   * Throws `access_failed` when it can't be told.
   *
   * Windows are fixed: the minute of the clock, and the calendar month, both UTC. So around the end of a minute twice the
   * limit can pass within any 60 seconds. That is the price of one small write for each limit.
   *
   * Minutes are counted first, so that a request refused by a minute is not charged against a month. A request that is
   * admitted counts, whatever comes of it.
   */
  admit(caller: Caller, signal: AbortSignal): Promise<LimitVerdict>;
}

export interface LimitsDeps {
  readonly store: LimitStore;
  readonly clock: Clock;
  /** How long all of a request's counting may take. */
  readonly timeoutMs?: number;
}

/** The order in which a request is counted. A key's month comes before the tenant's, so that no key uses up what is others'. */
const RULES = [
  { of: 'key', per: 'minute', term: 'requestsPerMinute' },
  { of: 'tenant', per: 'minute', term: 'tenantRequestsPerMinute' },
  { of: 'key', per: 'month', term: 'requestsPerMonth' },
  { of: 'tenant', per: 'month', term: 'tenantRequestsPerMonth' },
] as const satisfies readonly { of: LimitStanding['of']; per: Period; term: keyof KeyLimits }[];

interface Limit {
  readonly of: LimitStanding['of'];
  readonly per: Period;
  readonly limit: number;
}

const limitsOf = (caller: Caller): readonly Limit[] =>
  RULES.flatMap(({ of, per, term }) => {
    const limit = caller[term];
    return limit === undefined ? [] : [{ of, per, limit }];
  });

/** `2026-11-15T09:41` or `2026-11`, and when it is over. */
const PERIODS: Readonly<Record<Period, (now: Date) => { readonly name: string; readonly endsAt: number }>> = {
  minute: (now) => ({
    name: now.toISOString().slice(0, 16),
    endsAt: (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS,
  }),
  month: (now) => ({
    name: now.toISOString().slice(0, 7),
    endsAt: Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1),
  }),
};

/** Refuses what no store that counts can answer. */
const remainingAfter = (count: number | undefined, limit: number): number | undefined => {
  if (count === undefined) return undefined;
  if (!Number.isInteger(count) || count < 1 || count > limit) throw new Error('The count makes no sense.');
  return limit - count;
};

export const createLimits = ({ store, clock, timeoutMs = 3_000 }: LimitsDeps): Limits => {
  const count = async (
    caller: Caller,
    rule: Limit,
    now: number,
    signal: AbortSignal,
  ): Promise<LimitVerdict & { readonly standing: LimitStanding }> => {
    const { name, endsAt } = PERIODS[rule.per](new Date(now));
    const whose = rule.of === 'key' ? caller.keyId : caller.tenant;
    const window = { id: `${rule.of}#${whose}#${name}`, expiresAt: Math.ceil((endsAt + KEPT_MS) / 1000) };
    const remaining = remainingAfter(await store.count(window, rule.limit, signal), rule.limit);
    return {
      kind: remaining === undefined ? 'refused' : 'admitted',
      standing: { ...rule, remaining: remaining ?? 0, resetSeconds: Math.ceil((endsAt - now) / 1000) },
    };
  };

  const countAll = async (
    caller: Caller,
    rules: readonly Limit[],
    signal: AbortSignal,
  ): Promise<LimitVerdict> => {
    const now = clock();
    let tightest: LimitStanding | undefined;
    for (const rule of rules) {
      // A store may pay no heed to the signal: nothing more is counted for a request that was given up.
      signal.throwIfAborted();
      const verdict = await count(caller, rule, now, signal);
      if (verdict.kind === 'refused') return verdict;
      // Of two with the same left the later one is told: it lasts longer.
      if (tightest === undefined || verdict.standing.remaining <= tightest.remaining)
        tightest = verdict.standing;
    }
    return { kind: 'admitted', ...(tightest !== undefined && { standing: tightest }) };
  };

  return {
    async admit(caller, signal) {
      const rules = limitsOf(caller);
      if (rules.length === 0) return { kind: 'admitted' };
      try {
        return await withDeadline(timeoutMs, signal, (own) => countAll(caller, rules, own));
      } catch {
        throw new GatewayError('access_failed', { retryAfterSeconds: 1 });
      }
    },
  };
};
