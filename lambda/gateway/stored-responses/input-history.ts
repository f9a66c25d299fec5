import type { Caller } from '../../access/api-key.ts';
import type { StoredItems, StoredResponse } from '../../state/state.ts';
import type { GatewayCall } from '../call.ts';
import { conversationBefore, outputItemsOf } from '../conversation-before.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';

type HistoryPorts = Pick<StatePorts, 'state'>;

const NOTHING: StoredItems = { items: [], values: [] };

const ofChain = async (
  { id, ancestors }: StoredResponse,
  { signal }: GatewayCall,
  { tenant }: Caller,
  { state }: HistoryPorts,
): Promise<StoredItems> => {
  const chain = ancestors.length === 0 ? [] : ((await state.responses.chain(tenant, id, signal)) ?? []);
  const before = chain.slice(0, -1);
  return {
    items: before.flatMap(({ input, response }) => [...input, ...outputItemsOf(response)]),
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
      : ((await conversationBefore(stored, caller.tenant, ports.state, call.signal)) ?? NOTHING);
  return {
    items: [...before.items, ...stored.input],
    values: [...before.values, ...stored.values],
  };
};
