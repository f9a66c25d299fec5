import { GatewayError } from '../../contract/gateway-error.ts';
import type { StoredItem } from '../../state/state.ts';
import type { GatewayCall } from '../call.ts';
import { single, wholeNumber, word } from './query.ts';

/** Which part of a list is wanted. */
export interface PageWish {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The id of the item behind which the page begins, in the wanted order. */
  readonly after: string | undefined;
}

export interface Page {
  readonly items: readonly StoredItem[];
  readonly hasMore: boolean;
}

const ORDERS = ['asc', 'desc'] as const;
const LIMITS = [1, 100] as const;
const DEFAULT_LIMIT = 20;

/**
 * OpenAI's parameters of a list, with its defaults. Throws `invalid_field` for what is wrong, and for `before`, which
 * only older lists of OpenAI's know: a page that ignored it would be the wrong one.
 */
export const readPageWish = ({ query }: GatewayCall): PageWish => {
  if (single(query, 'before') !== undefined) throw new GatewayError('invalid_field', { param: 'before' });
  return {
    limit: wholeNumber(query, 'limit', LIMITS) ?? DEFAULT_LIMIT,
    order: word(query, 'order', ORDERS) ?? 'desc',
    after: single(query, 'after'),
  };
};

/** Clients send the same item again, under its id; it is listed where it came first, so that a page's end is a place. */
const distinct = (items: readonly StoredItem[]): readonly StoredItem[] => {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
};

/** A page of items that stand oldest first. Throws `invalid_field` where the page is to begin behind no item of theirs. */
export const pageOf = (items: readonly StoredItem[], { limit, order, after }: PageWish): Page => {
  const ordered = order === 'asc' ? distinct(items) : distinct(items).toReversed();
  const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) throw new GatewayError('invalid_field', { param: 'after' });
  return { items: ordered.slice(from, from + limit), hasMore: from + limit < ordered.length };
};
