import { GatewayError } from '../../contract/gateway-error.ts';
import { parseJsonBody } from '../../openai/json-text.ts';
import { isJsonObject } from '../../openai/json-value.ts';
import { parseConversationUpdate } from '../../openai/responses/conversation-body.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { openUnderPolicy } from '../open-under-policy.ts';
import { enterToWrite } from '../stored-state/enter.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { conversationView } from './conversation-view.ts';
import { actOn, findConversation } from './find-conversation.ts';
import { scrubIncoming } from './scrub-incoming.ts';

/** Nothing but metadata can be updated, so there are no sealed parts and no ids to vouch for. */
const NONE: ReadonlySet<string> = new Set();

/** `POST /v1/conversations/{id}`: other metadata in place of what there was; `null` for none. */
export const createUpdateConversation =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const { caller, limitHeaders } = await enterToWrite(call, ports);
    const text = await call.readBody();
    const { metadata } = parseConversationUpdate(parseJsonBody(text));
    const found = await findConversation(caller, id, call, ports);
    const { conversation } = found;
    const act = actOn(found, call, 'conversation.updated');
    await forbidPhi(act, { objects: [], values: conversation.values }, ports);
    const { scope, policy } = await openUnderPolicy({ id: conversation.scope }, caller, ports, call.signal);
    const incoming = { body: { metadata: metadata ?? {} }, text, scope, policy, sealed: NONE, ids: NONE };
    const { body, facts, keepValues } = await scrubIncoming(act, incoming, ports);
    const updated = await changeOnRecord(act, facts, ports.audit, async (signal) => {
      const values = await keepValues(signal);
      const changed = {
        ...conversation,
        metadata: isJsonObject(body['metadata']) ? body['metadata'] : {},
        values,
      };
      if (!(await ports.state.conversations.update(caller.tenant, changed, signal))) {
        throw new GatewayError('unknown_conversation');
      }
      return changed;
    });
    const headers = { ...limitHeaders, ...stateHeaders(call, facts.phi, ports) };
    return stateAnswer(conversationView(updated, scope.book), headers);
  };
