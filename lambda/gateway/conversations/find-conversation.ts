import type { Caller } from '../../access/api-key.ts';
import type { StateOperation } from '../../audit/event.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import { isConversationId } from '../../contract/tenant.ts';
import type { StoredConversation } from '../../state/state.ts';
import type { GatewayCall } from '../call.ts';
import type { Act } from '../stored-state/on-record.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';

export interface FoundConversation {
  readonly caller: Caller;
  readonly conversation: StoredConversation;
}

/**
 * Finds the conversation that a caller asks for. Throws `unknown_conversation`, also for what belongs to another tenant
 * and for what could be no id of ours.
 */
export const findConversation = async (
  caller: Caller,
  id: string,
  { signal }: GatewayCall,
  { state }: Pick<StatePorts, 'state'>,
): Promise<FoundConversation> => {
  const conversation = isConversationId(id)
    ? await state.conversations.find(caller.tenant, id, signal)
    : undefined;
  if (conversation === undefined) throw new GatewayError('unknown_conversation');
  return { caller, conversation };
};

export const actOn = (
  { caller, conversation }: FoundConversation,
  call: GatewayCall,
  operation: StateOperation,
): Act => ({ call, caller, operation, subject: conversation.id, scope: conversation.scope });
