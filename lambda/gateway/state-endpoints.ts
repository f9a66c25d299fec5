import type { GatewayAnswer, GatewayCall } from './call.ts';
import { createCreateConversation } from './conversations/create-conversation.ts';
import { createCreateItems } from './conversations/create-items.ts';
import { createDeleteConversation } from './conversations/delete-conversation.ts';
import { createDeleteItem } from './conversations/delete-item.ts';
import { createListConversationItems } from './conversations/list-conversation-items.ts';
import { createRetrieveConversation } from './conversations/retrieve-conversation.ts';
import { createRetrieveItem } from './conversations/retrieve-item.ts';
import { createUpdateConversation } from './conversations/update-conversation.ts';
import { createCancelResponse } from './stored-responses/cancel-response.ts';
import { createDeleteResponse } from './stored-responses/delete-response.ts';
import { createListInputItems } from './stored-responses/list-input-items.ts';
import { createRetrieveResponse } from './stored-responses/retrieve-response.ts';
import type { StatePorts } from './stored-state/state-ports.ts';

type Answer = Promise<GatewayAnswer>;

/** What can be done with stored responses and conversations. Ids come as they stand in the path. */
export interface StateEndpoints {
  readonly retrieveResponse: (call: GatewayCall, id: string) => Answer;
  readonly deleteResponse: (call: GatewayCall, id: string) => Answer;
  readonly cancelResponse: (call: GatewayCall, id: string) => Answer;
  readonly listInputItems: (call: GatewayCall, id: string) => Answer;
  readonly createConversation: (call: GatewayCall) => Answer;
  readonly retrieveConversation: (call: GatewayCall, id: string) => Answer;
  readonly updateConversation: (call: GatewayCall, id: string) => Answer;
  readonly deleteConversation: (call: GatewayCall, id: string) => Answer;
  readonly createItems: (call: GatewayCall, id: string) => Answer;
  readonly listConversationItems: (call: GatewayCall, id: string) => Answer;
  readonly retrieveItem: (call: GatewayCall, id: string, itemId: string) => Answer;
  readonly deleteItem: (call: GatewayCall, id: string, itemId: string) => Answer;
}

/** All of them over the same ports. */
export const createStateEndpoints = (ports: StatePorts): StateEndpoints => ({
  retrieveResponse: createRetrieveResponse(ports),
  deleteResponse: createDeleteResponse(ports),
  cancelResponse: createCancelResponse(ports),
  listInputItems: createListInputItems(ports),
  createConversation: createCreateConversation(ports),
  retrieveConversation: createRetrieveConversation(ports),
  updateConversation: createUpdateConversation(ports),
  deleteConversation: createDeleteConversation(ports),
  createItems: createCreateItems(ports),
  listConversationItems: createListConversationItems(ports),
  retrieveItem: createRetrieveItem(ports),
  deleteItem: createDeleteItem(ports),
});
