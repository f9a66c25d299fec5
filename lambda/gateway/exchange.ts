import type { Caller } from '../access/api-key.ts';
import type { AuditLog, Endpoint, Outcome } from '../audit/event.ts';
import type { Clock } from '../contract/clock.ts';
import { type Failure, GatewayError } from '../contract/gateway-error.ts';
import type { AnswerSummary } from '../openai/answer-summary.ts';
import type { ProviderTarget } from '../providers/target.ts';
import { phiCounts } from './answer-headers.ts';
import { answerOnRecord, type RedactionDeps } from './answer-on-record.ts';
import type { GatewayCall } from './call.ts';
import type { Decision } from './decide.ts';
import type { Scrubbed } from './scrub.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import type { TokenScope } from './token-scope.ts';

/** What is known of a request when its fate is decided. */
export interface ExchangeFacts {
  readonly endpoint: Endpoint;
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly scope: TokenScope;
  readonly policy: TenantPolicy;
  readonly scrubbed: Scrubbed;
  /** Keyed hash of the request as it came. */
  readonly payloadHash: string;
  readonly model: string;
  readonly streamed: boolean;
  /**
   * Whether the model may know more than the texts that it is sent: what it sees in an image, or what a tool of the
   * provider's finds. Its answer may then hold values in clear.
   */
  readonly unread: boolean;
}

/** How a request ended. */
export interface Ending {
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly target?: ProviderTarget;
  readonly summary?: AnswerSummary;
  /** When the first piece of the answer was there, milliseconds since the epoch. */
  readonly firstTextAt?: number;
}

/** A request whose opening is on record. */
export interface Exchange {
  /** Puts the end on record; the first ending counts, later ones change nothing. Throws `audit_failed`. */
  close(ending: Ending): Promise<void>;
}

export interface AuditDeps extends RedactionDeps {
  readonly audit: AuditLog;
  readonly clock: Clock;
}

type Refusal = Extract<Decision, { readonly kind: 'refuse' }>;

const actorOf = ({ call, caller }: ExchangeFacts) => ({
  requestId: call.requestId,
  tenant: caller.tenant,
  keyId: caller.keyId,
  role: caller.role,
});

const findingOf = ({ endpoint, scope, scrubbed, payloadHash, model }: ExchangeFacts) => ({
  endpoint,
  modelAsked: model,
  scope: scope.id,
  phi: scrubbed.phi,
  ...scrubbed.byPolicy,
  payloadHash,
  ...(scrubbed.degraded && { degraded: true as const }),
});

/** The request in tokens; left out where the caller's key says that nothing is to be kept. */
const contentOf = ({ caller, scrubbed }: ExchangeFacts): { content?: string } =>
  caller.vault === 'none' ? {} : { content: JSON.stringify(scrubbed.record) };

/**
 * Records a refusal and then throws it. A body with anything in it that can't be rewritten still holds PHI, so it is
 * not kept, and neither is the model's name, which may be just that.
 */
const deny = async (facts: ExchangeFacts, refusal: Refusal, audit: AuditLog): Promise<never> => {
  const { failure, param, rewritten } = refusal;
  await audit.write({
    kind: 'denied',
    ...actorOf(facts),
    ...findingOf(facts),
    modelAsked: rewritten ? facts.model : '*',
    reason: failure,
    param,
    ...(rewritten && contentOf(facts)),
  });
  throw new GatewayError(failure, {
    param,
    ...(rewritten && { headers: { 'x-hawthorn-phi': phiCounts(facts.scrubbed.phi) } }),
  });
};

const closedEvent = (facts: ExchangeFacts, ending: Ending, content: string | undefined, now: number) => {
  const { call } = facts;
  const { summary, target, failure, firstTextAt } = ending;
  return {
    kind: 'closed' as const,
    ...actorOf(facts),
    outcome: ending.outcome,
    ...(failure !== undefined && { failure }),
    ...(target !== undefined && { provider: target.provider, modelServed: summary?.model ?? target.model }),
    finishReasons: summary?.finishReasons ?? [],
    toolCalls: summary?.toolCalls ?? 0,
    ...(summary?.usage !== undefined && { usage: summary.usage }),
    durationMs: now - call.receivedAt,
    ...(firstTextAt !== undefined && { firstTextMs: firstTextAt - call.receivedAt }),
    ...(content !== undefined && { content }),
  };
};

/**
 * Puts a request on record, durably, before anything of it may leave. A refused one is recorded too, and thrown.
 *
 * Throws `audit_failed`, and the refusal that was decided.
 */
export const openExchange = async (facts: ExchangeFacts, deps: AuditDeps): Promise<Exchange> => {
  const { audit, clock } = deps;
  const { decision, mediaParts } = facts.scrubbed;
  if (decision.kind === 'refuse') return deny(facts, decision, audit);
  await audit.write({
    kind: 'opened',
    ...actorOf(facts),
    ...findingOf(facts),
    streamed: facts.streamed,
    mediaParts,
    ...contentOf(facts),
  });
  const write = async (ending: Ending, now: number): Promise<void> => {
    const answer = ending.summary?.content;
    const content = answer === undefined ? undefined : await answerOnRecord(answer, facts, deps);
    await audit.write(closedEvent(facts, ending, content, now));
  };
  let closed: Promise<void> | undefined;
  return {
    close(ending) {
      closed ??= write(ending, clock());
      return closed;
    },
  };
};
