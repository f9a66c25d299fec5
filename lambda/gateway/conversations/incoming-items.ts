import type { Caller } from '../../access/api-key.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import type { ConversationId } from '../../contract/tenant.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { inputItemsOf } from '../../openai/responses/input-items.ts';
import type { StoredItem, StoredItems } from '../../state/state.ts';
import { refsWithin } from '../../tokens/value-refs.ts';
import type { ValueRef } from '../../tokens/vault.ts';
import type { GatewayCall } from '../call.ts';
import { namedItems } from '../keep-response.ts';
import { type Recalled, recallEarlier } from '../recall.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';

/**
 * What the items of a body refer to: other items by their ids, sealed parts, and the conversation that they are added
 * to. All of it must be of one scope. Throws what `recallEarlier` throws, with the fields of this body.
 */
export const recallForItems = async (
  items: readonly JsonObject[],
  conversation: ConversationId | undefined,
  { call, caller }: { readonly call: GatewayCall; readonly caller: Caller },
  ports: StatePorts,
): Promise<Recalled> => {
  try {
    return await recallEarlier({ input: [...items], conversation }, caller, ports, call.signal);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.detail.param !== 'input') throw error;
    throw new GatewayError(error.failure, { ...error.detail, param: 'items' });
  }
};

/** The items of a scrubbed body under their ids, with what they refer to in its place. */
export const itemsToStore = (
  items: unknown,
  { resolved }: Recalled,
  { requestId }: GatewayCall,
): readonly StoredItem[] =>
  namedItems(
    inputItemsOf(items).map((item) =>
      item['type'] === 'item_reference' ? (resolved.get(String(item['id'])) ?? item) : item,
    ),
    requestId.slice('req_'.length),
  );

/** Items with the rows of all values that stand in them: those of their body, and of items that they referred to. */
export const withValues = (
  items: readonly StoredItem[],
  issued: readonly ValueRef[],
  { refs }: Recalled,
): StoredItems => {
  const own = new Set(issued.map(({ token }) => token));
  const earlier = refs.filter(({ token }) => !own.has(token));
  return { items, values: refsWithin([...issued, ...earlier], items) };
};
