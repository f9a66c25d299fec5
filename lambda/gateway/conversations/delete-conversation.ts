import { allows } from '../../access/roles.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import { deletedConversation } from '../../openai/responses/state-objects.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { enter } from '../stored-state/enter.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi, type StoredPart } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, type FoundConversation, findConversation } from './find-conversation.ts';

/** All of a conversation, which only has to be looked at for who may not remove all of it. */
const wholeOf = async (
  { caller, conversation }: FoundConversation,
  { signal }: GatewayCall,
  { state }: StatePorts,
): Promise<StoredPart> => {
  if (allows(caller.role, 'phi:send')) return { objects: [], values: [] };
  const { items, values } = await state.conversations.items(caller.tenant, conversation.id, signal);
  return { objects: items.map(({ item }) => item), values: [...conversation.values, ...values] };
};

/**
 * `DELETE /v1/conversations/{id}`. Its items go with it, unlike OpenAI's, which nobody could find afterwards: what is
 * deleted here is not kept.
 */
export const createDeleteConversation =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const found = await findConversation(await enter(call, ports), id, call, ports);
    const { caller, conversation } = found;
    const act = actOn(found, call, 'conversation.deleted');
    await forbidPhi(act, await wholeOf(found, call, ports), ports);
    await changeOnRecord(act, { phi: {} }, ports.audit, async (signal) => {
      if (!(await ports.state.conversations.delete(caller.tenant, conversation.id, signal))) {
        throw new GatewayError('unknown_conversation');
      }
    });
    return stateAnswer(deletedConversation(conversation.id), stateHeaders(call, {}, ports));
  };
