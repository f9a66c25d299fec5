import { conversationId } from '../../contract/tenant.ts';
import { parseJsonBody } from '../../openai/json-text.ts';
import { isJsonObject, type JsonObject } from '../../openai/json-value.ts';
import { parseConversationCreation } from '../../openai/responses/conversation-body.ts';
import { inputItemsOf } from '../../openai/responses/input-items.ts';
import type { StoredConversation, StoredItems } from '../../state/state.ts';
import { refsWithin } from '../../tokens/value-refs.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { openUnderPolicy } from '../open-under-policy.ts';
import { enterToWrite } from '../stored-state/enter.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { scopeOfConversation } from '../token-scope.ts';
import { conversationView } from './conversation-view.ts';
import { itemsToStore, recallForItems, withValues } from './incoming-items.ts';
import { scrubIncoming } from './scrub-incoming.ts';

const metadataIn = ({ metadata }: JsonObject): JsonObject => (isJsonObject(metadata) ? metadata : {});

/**
 * `POST /v1/conversations`. A conversation is a session of its own; where its first items refer to something earlier, it
 * goes on in the session of that.
 */
export const createCreateConversation =
  (ports: StatePorts) =>
  async (call: GatewayCall): Promise<JsonAnswer> => {
    const { caller, limitHeaders } = await enterToWrite(call, ports);
    const text = await call.readBody({ whenEmpty: '{}' });
    const body = parseConversationCreation(parseJsonBody(text));
    const id = conversationId(call.requestId);
    const recalled = await recallForItems(inputItemsOf(body.items), undefined, { call, caller }, ports);
    const which = recalled.scope === undefined ? scopeOfConversation(id) : { id: recalled.scope };
    const { scope, policy } = await openUnderPolicy(which, caller, ports, call.signal);
    scope.book.recall(recalled.values);
    const act = { call, caller, operation: 'conversation.created', subject: id, scope: scope.id } as const;
    await forbidPhi(act, { objects: [...recalled.resolved.values()], values: recalled.refs }, ports);
    const accepted = await scrubIncoming(
      act,
      { body, text, scope, policy, sealed: recalled.sealed, ids: recalled.ids },
      ports,
    );

    const metadata = metadataIn(accepted.body);
    const items = itemsToStore(accepted.body['items'], recalled, call);
    const conversation = await changeOnRecord(act, accepted.facts, ports.audit, async (signal) => {
      const issued = await accepted.keepValues(signal);
      const created: StoredConversation = {
        ...{ id, scope: scope.id, metadata, createdAt: Math.floor(ports.clock() / 1_000) },
        values: refsWithin(issued, metadata),
      };
      const { conversations } = ports.state;
      await conversations.put(caller.tenant, created, signal);
      // Items can only be added to what is there.
      const added: StoredItems = withValues(items, issued, recalled);
      if (items.length > 0) await conversations.append(caller.tenant, id, added, signal);
      return created;
    });
    const headers = { ...limitHeaders, ...stateHeaders(call, accepted.facts.phi, ports) };
    return stateAnswer(conversationView(conversation, scope.book), headers);
  };
