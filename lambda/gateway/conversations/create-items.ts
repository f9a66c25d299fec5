import { parseJsonBody } from '../../openai/json-text.ts';
import { parseItemsAddition } from '../../openai/responses/conversation-body.ts';
import { inputItemsOf } from '../../openai/responses/input-items.ts';
import { itemList } from '../../openai/responses/state-objects.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { openUnderPolicy } from '../open-under-policy.ts';
import { enterToWrite } from '../stored-state/enter.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi } from '../stored-state/open-stored.ts';
import { restoreItems, viewItems } from '../stored-state/show-items.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, findConversation } from './find-conversation.ts';
import { itemsToStore, recallForItems, withValues } from './incoming-items.ts';
import { scrubIncoming } from './scrub-incoming.ts';

/** `POST /v1/conversations/{id}/items`. What the conversation says already is known when the new items are searched. */
export const createCreateItems =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const { caller, limitHeaders } = await enterToWrite(call, ports);
    const text = await call.readBody();
    const body = parseItemsAddition(parseJsonBody(text));
    const found = await findConversation(caller, id, call, ports);
    const { conversation } = found;
    const recalled = await recallForItems(inputItemsOf(body.items), conversation.id, { call, caller }, ports);
    const act = actOn(found, call, 'conversation.items_added');
    const earlier = [...recalled.history, ...recalled.resolved.values()];
    await forbidPhi(act, { objects: earlier, values: recalled.refs }, ports);
    const { scope, policy } = await openUnderPolicy({ id: conversation.scope }, caller, ports, call.signal);
    scope.book.recall(recalled.values);
    const accepted = await scrubIncoming(
      act,
      { body, text, scope, policy, sealed: recalled.sealed, ids: recalled.ids },
      ports,
    );

    const items = itemsToStore(accepted.body['items'], recalled, call);
    await changeOnRecord(act, accepted.facts, ports.audit, async (signal) => {
      const added = withValues(items, await accepted.keepValues(signal), recalled);
      await ports.state.conversations.append(caller.tenant, conversation.id, added, signal);
    });
    const shown = restoreItems(viewItems(items, call), scope.book);
    const headers = { ...limitHeaders, ...stateHeaders(call, accepted.facts.phi, ports) };
    return stateAnswer(itemList(shown, false), headers);
  };
