import type { Caller } from '../../access/api-key.ts';
import type { AuditLog, StateEvent, StateOperation } from '../../audit/event.ts';
import { type Failure, GatewayError } from '../../contract/gateway-error.ts';
import type { ConversationId, ResponseId, ScopeId } from '../../contract/tenant.ts';
import type { GatewayCall } from '../call.ts';

/** What somebody is about to do with something stored. */
export interface Act {
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly operation: StateOperation;
  readonly subject: ResponseId | ConversationId;
  readonly scope: ScopeId;
}

/** What is put on record of it beside the act itself. */
export type ActFacts = Pick<StateEvent, 'phi' | 'kept' | 'blocked' | 'payloadHash' | 'content' | 'degraded'>;

const eventOf = (
  { call, caller, operation, subject, scope }: Act,
  facts: Pick<StateEvent, 'outcome' | 'failure'> & ActFacts,
): StateEvent => ({
  kind: 'state',
  requestId: call.requestId,
  tenant: caller.tenant,
  keyId: caller.keyId,
  role: caller.role,
  operation,
  subject,
  scope,
  ...facts,
});

/** To be awaited before anything is given out. Throws `audit_failed`. */
export const recordAllowed = (act: Act, facts: ActFacts, audit: AuditLog): Promise<void> =>
  audit.write(eventOf(act, { outcome: 'allowed', ...facts }));

/** Records a refusal and then throws it. */
export const refuseOnRecord = async (act: Act, failure: Failure, audit: AuditLog): Promise<never> => {
  await audit.write(eventOf(act, { outcome: 'refused', failure, phi: {} }));
  throw new GatewayError(failure);
};

/**
 * Changes something once that is on record. A client that goes away doesn't stop it any more. When the change fails, so
 * says a second record; if that can't be written either, the caller hears of the first failure.
 */
export const changeOnRecord = async <T>(
  act: Act,
  facts: ActFacts,
  audit: AuditLog,
  change: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  await recordAllowed(act, facts, audit);
  try {
    return await change(new AbortController().signal);
  } catch (error) {
    const failure = error instanceof GatewayError ? error.failure : 'internal';
    await audit.write(eventOf(act, { outcome: 'failed', failure, phi: {} })).catch(() => undefined);
    throw error;
  }
};
