import { isConversationId, type TenantId } from '../contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import type { ConversationStore, StoredItem, StoredItems, StoredResponse } from '../state/state.ts';

/** The items of a response's output under their ids. */
export const outputItemsOf = ({ output }: JsonObject): readonly StoredItem[] =>
  Array.isArray(output)
    ? output.flatMap((item: unknown) =>
        isJsonObject(item) && typeof item['id'] === 'string' ? [{ id: item['id'], item }] : [],
      )
    : [];

const conversationOf = ({ conversation }: JsonObject): unknown =>
  isJsonObject(conversation) ? conversation['id'] : undefined;

/**
 * What stood in a conversation before a response was added to it; nothing where it was made in none. `undefined` where
 * that can't be told any more: the conversation is gone, or the response's own items are gone from it.
 */
export const conversationBefore = async (
  stored: StoredResponse,
  tenant: TenantId,
  { conversations }: { readonly conversations: Pick<ConversationStore, 'find' | 'items'> },
  signal: AbortSignal,
): Promise<StoredItems | undefined> => {
  const id = conversationOf(stored.response);
  if (typeof id !== 'string' || !isConversationId(id)) return { items: [], values: [] };
  const conversation = await conversations.find(tenant, id, signal);
  if (conversation?.scope !== stored.scope) return undefined;
  const { items, values } = await conversations.items(tenant, conversation.id, signal);
  const own = new Set([...stored.input, ...outputItemsOf(stored.response)].map((one) => one.id));
  const first = items.findIndex((one) => own.has(one.id));
  return first < 0 ? undefined : { items: items.slice(0, first), values };
};
