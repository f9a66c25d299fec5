import type { GatewayCall, JsonAnswer } from '../call.ts';
import { openStored } from '../stored-state/open-stored.ts';
import { restoreItems, viewItems } from '../stored-state/show-items.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn } from './find-conversation.ts';
import { findItem } from './find-item.ts';

/** `GET /v1/conversations/{id}/items/{itemId}`. */
export const createRetrieveItem =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string, itemId: string): Promise<JsonAnswer> => {
    const found = await findItem(call, id, itemId, ports);
    const objects = viewItems([found.item], call);
    const act = actOn(found, call, 'conversation.item_read');
    const { book, phi } = await openStored(act, { objects, values: found.values }, ports);
    const [item] = restoreItems(objects, book);
    return stateAnswer(item, stateHeaders(call, phi, ports));
  };
