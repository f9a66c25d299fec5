import { GatewayError } from '../../contract/gateway-error.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi, openStored } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { conversationView } from './conversation-view.ts';
import { actOn } from './find-conversation.ts';
import { findItem } from './find-item.ts';

/**
 * `DELETE /v1/conversations/{id}/items/{itemId}`. The answer is the conversation, as OpenAI gives it; that this much is
 * read is on record too.
 */
export const createDeleteItem =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string, itemId: string): Promise<JsonAnswer> => {
    const found = await findItem(call, id, itemId, ports);
    const { caller, conversation, item, values } = found;
    const act = actOn(found, call, 'conversation.item_deleted');
    await forbidPhi(act, { objects: [item.item], values }, ports);
    const { metadata, values: shown } = conversation;
    const read = actOn(found, call, 'conversation.read');
    const { book, phi } = await openStored(read, { objects: [metadata], values: shown }, ports);
    await changeOnRecord(act, { phi: {} }, ports.audit, async (signal) => {
      const { conversations } = ports.state;
      if (!(await conversations.deleteItem(caller.tenant, conversation.id, item.id, signal))) {
        throw new GatewayError('unknown_item');
      }
    });
    return stateAnswer(conversationView(conversation, book), stateHeaders(call, phi, ports));
  };
