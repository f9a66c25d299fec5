import type { GatewayCall, JsonAnswer } from '../call.ts';
import { enter } from '../stored-state/enter.ts';
import { openStored } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { conversationView } from './conversation-view.ts';
import { actOn, findConversation } from './find-conversation.ts';

/** `GET /v1/conversations/{id}`. */
export const createRetrieveConversation =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const found = await findConversation(await enter(call, ports), id, call, ports);
    const { conversation } = found;
    const { metadata, values } = conversation;
    const act = actOn(found, call, 'conversation.read');
    const { book, phi } = await openStored(act, { objects: [metadata], values }, ports);
    return stateAnswer(conversationView(conversation, book), stateHeaders(call, phi, ports));
  };
