import type { JsonObject } from '../../openai/json-value.ts';
import { itemView } from '../../openai/responses/item-view.ts';
import { withoutSealed } from '../../openai/responses/replay.ts';
import type { StoredItem } from '../../state/state.ts';
import { restoreItem } from '../../tokens/response-restorer.ts';
import type { TokenBook } from '../../tokens/token-book.ts';
import type { GatewayCall } from '../call.ts';
import { wantsSealed } from './query.ts';

/** Stored items as OpenAI would list them, still in tokens. */
export const viewItems = (items: readonly StoredItem[], { query }: GatewayCall): readonly JsonObject[] => {
  const sealed = wantsSealed(query);
  return items.map(({ id, item }) => itemView(id, sealed ? item : withoutSealed(item)));
};

export const restoreItems = (items: readonly JsonObject[], book: TokenBook): readonly JsonObject[] =>
  items.map((item) => restoreItem(item, book));
