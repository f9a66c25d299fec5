import type { Caller } from '../../access/api-key.ts';
import { isConversationId } from '../../contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../../openai/json-value.ts';
import type { StoredItem, StoredItems, StoredResponse } from '../../state/state.ts';
import type { GatewayCall } from '../call.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';

type HistoryPorts = Pick<StatePorts, 'state'>;

const outputOf = ({ output }: JsonObject): readonly StoredItem[] =>
  Array.isArray(output)
    ? output.flatMap((item: unknown) =>
        isJsonObject(item) && typeof item['id'] === 'string' ? [{ id: item['id'], item }] : [],
      )
    : [];

/** What stood in a conversation before a response was added to it; nothing where its own items are gone from it. */
const beforeIn = (
  items: readonly StoredItem[],
  { input, response }: StoredResponse,
): readonly StoredItem[] => {
  const own = new Set([...input, ...outputOf(response)].map(({ id }) => id));
  return items.slice(
    0,
    Math.max(
      0,
      items.findIndex(({ id }) => own.has(id)),
    ),
  );
};

const conversationOf = ({ conversation }: JsonObject): unknown =>
  isJsonObject(conversation) ? conversation['id'] : undefined;

const ofConversation = async (
  stored: StoredResponse,
  { signal }: GatewayCall,
  { tenant }: Caller,
  { state }: HistoryPorts,
): Promise<StoredItems> => {
  const id = conversationOf(stored.response);
  const conversation =
    typeof id === 'string' && isConversationId(id)
      ? await state.conversations.find(tenant, id, signal)
      : undefined;
  if (conversation?.scope !== stored.scope) return { items: [], values: [] };
  const { items, values } = await state.conversations.items(tenant, conversation.id, signal);
  return { items: beforeIn(items, stored), values };
};

const ofChain = async (
  { id, ancestors }: StoredResponse,
  { signal }: GatewayCall,
  { tenant }: Caller,
  { state }: HistoryPorts,
): Promise<StoredItems> => {
  const chain = ancestors.length === 0 ? [] : ((await state.responses.chain(tenant, id, signal)) ?? []);
  const before = chain.slice(0, -1);
  return {
    items: before.flatMap(({ input, response }) => [...input, ...outputOf(response)]),
    values: before.flatMap(({ values }) => values),
  };
};

/**
 * All items that a response answered, oldest first: what its chain or its conversation held before, then its own input.
 * OpenAI lists them so ("items used to generate this response"; those of a conversation are "prepended to
 * `input_items`"). Where somebody has deleted a response of the chain, or the conversation, the own input alone is left.
 */
export const inputWithHistory = async (
  stored: StoredResponse,
  call: GatewayCall,
  caller: Caller,
  ports: HistoryPorts,
): Promise<StoredItems> => {
  const before =
    stored.ancestors.length > 0
      ? await ofChain(stored, call, caller, ports)
      : await ofConversation(stored, call, caller, ports);
  return {
    items: [...before.items, ...stored.input],
    values: [...before.values, ...stored.values],
  };
};
