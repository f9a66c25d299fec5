import { GatewayError } from '../../contract/gateway-error.ts';
import type { StoredItem } from '../../state/state.ts';
import { refsWithin } from '../../tokens/value-refs.ts';
import type { ValueRef } from '../../tokens/vault.ts';
import type { GatewayCall } from '../call.ts';
import { enter } from '../stored-state/enter.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { type FoundConversation, findConversation } from './find-conversation.ts';

export interface FoundItem extends FoundConversation {
  readonly item: StoredItem;
  /** The values that stand in it. */
  readonly values: readonly ValueRef[];
}

/** Lets a caller in and finds one item of a conversation. Throws `unknown_conversation` and `unknown_item`. */
export const findItem = async (
  call: GatewayCall,
  id: string,
  itemId: string,
  ports: StatePorts,
): Promise<FoundItem> => {
  const found = await findConversation(await enter(call, ports), id, call, ports);
  const { caller, conversation } = found;
  const { items, values } = await ports.state.conversations.items(
    caller.tenant,
    conversation.id,
    call.signal,
  );
  const item = items.find((one) => one.id === itemId);
  if (item === undefined) throw new GatewayError('unknown_item');
  return { ...found, item, values: refsWithin(values, item) };
};
