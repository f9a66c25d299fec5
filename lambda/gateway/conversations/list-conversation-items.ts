import type { GatewayCall, JsonAnswer } from '../call.ts';
import { enter } from '../stored-state/enter.ts';
import { listItems } from '../stored-state/list-items.ts';
import { readPageWish } from '../stored-state/page.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, findConversation } from './find-conversation.ts';

/** `GET /v1/conversations/{id}/items`, in pages. */
export const createListConversationItems =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const wish = readPageWish(call);
    const found = await findConversation(await enter(call, ports), id, call, ports);
    const { caller, conversation } = found;
    const stored = await ports.state.conversations.items(caller.tenant, conversation.id, call.signal);
    return listItems(actOn(found, call, 'conversation.items_listed'), stored, wish, ports);
  };
