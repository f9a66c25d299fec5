import type { AuditLog } from '../../audit/event.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { conversationLeaves } from '../../openai/responses/conversation-body.ts';
import type { ValueRef } from '../../tokens/vault.ts';
import { phiCounts } from '../answer-headers.ts';
import type { Decision } from '../decide.ts';
import { type Scrubbed, scrub } from '../scrub.ts';
import type { Act, ActFacts } from '../stored-state/on-record.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import type { TenantPolicy } from '../tenant-policy.ts';
import type { TokenScope } from '../token-scope.ts';

/** A body that is to be stored. */
export interface Incoming {
  readonly body: JsonObject;
  /** As it came. */
  readonly text: string;
  /** The scope that its tokens are to be of. */
  readonly scope: TokenScope;
  readonly policy: TenantPolicy;
  /** The sealed parts in it that are known to come from the provider. */
  readonly sealed: ReadonlySet<string>;
  /** Ids that the provider has seen already. */
  readonly ids: ReadonlySet<string>;
}

/** A body that may be stored. */
export interface Accepted {
  /** Tokens in place of values. */
  readonly body: JsonObject;
  /** What is put on record of it. */
  readonly facts: ActFacts;
  /** Makes its values durable, which must be before anything refers to them. */
  readonly keepValues: (signal: AbortSignal) => Promise<readonly ValueRef[]>;
}

/** What is put on record of any body. */
type FactsOfBody = ActFacts & Required<Pick<ActFacts, 'payloadHash' | 'content'>>;

type Refusal = Extract<Decision, { readonly kind: 'refuse' }>;

/** Records a refusal and then throws it. What can't be rewritten still holds PHI, so such a body is not kept. */
const deny = async (
  { call, caller, scope }: Act,
  { failure, param, rewritten }: Refusal,
  facts: FactsOfBody,
  audit: AuditLog,
): Promise<never> => {
  const { content, ...finding } = facts;
  await audit.write({
    kind: 'denied',
    endpoint: 'conversations',
    requestId: call.requestId,
    tenant: caller.tenant,
    keyId: caller.keyId,
    role: caller.role,
    scope,
    ...finding,
    reason: failure,
    param,
    ...(rewritten && { content }),
  });
  throw new GatewayError(failure, {
    param,
    ...(rewritten && { headers: { 'x-hawthorn-phi': phiCounts(finding.phi) } }),
  });
};

const factsOf = ({ phi, byPolicy, record, degraded }: Scrubbed, { scope, text }: Incoming): FactsOfBody => ({
  phi,
  ...byPolicy,
  payloadHash: scope.hashPayload(text),
  content: JSON.stringify(record),
  ...(degraded && { degraded }),
});

/**
 * Puts tokens in place of the values of a conversation's body. A refusal is on record when it is thrown.
 *
 * Throws what was decided, `detector_failed`, `unknown_kind` and `audit_failed`.
 */
export const scrubIncoming = async (act: Act, incoming: Incoming, ports: StatePorts): Promise<Accepted> => {
  const { caller, call } = act;
  const { scope, policy, sealed, ids, text } = incoming;
  const scrubbed = await scrub(conversationLeaves, incoming.body, {
    ...ports,
    ...{ caller, scope, policy, sealed, ids, signal: call.signal, length: text.length },
  });
  const facts = factsOf(scrubbed, incoming);
  if (scrubbed.decision.kind === 'refuse') return deny(act, scrubbed.decision, facts, ports.audit);
  const { tenant } = caller;
  return {
    body: scrubbed.body,
    facts,
    keepValues: (signal) => ports.vault.keep(tenant, scope.id, scope.book.issued(), signal),
  };
};
