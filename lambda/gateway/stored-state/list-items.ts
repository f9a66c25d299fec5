import { itemList } from '../../openai/responses/state-objects.ts';
import type { StoredItems } from '../../state/state.ts';
import type { JsonAnswer } from '../call.ts';
import type { Act } from './on-record.ts';
import { openStored } from './open-stored.ts';
import { type PageWish, pageOf } from './page.ts';
import { restoreItems, viewItems } from './show-items.ts';
import { stateAnswer, stateHeaders } from './state-answer.ts';
import type { StatePorts } from './state-ports.ts';

/** A page of stored items, restored. That it is given out is on record before. */
export const listItems = async (
  act: Act,
  { items, values }: StoredItems,
  wish: PageWish,
  ports: StatePorts,
): Promise<JsonAnswer> => {
  const page = pageOf(items, wish);
  const objects = viewItems(page.items, act.call);
  const { book, phi } = await openStored(act, { objects, values }, ports);
  return stateAnswer(itemList(restoreItems(objects, book), page.hasMore), stateHeaders(act.call, phi, ports));
};
