import * as z from 'zod/mini';
import { checkBody, nullish } from '../check-body.ts';
import { fields, labelledRecord, list, type Rule } from '../leaf.ts';
import { item } from './item-leaves.ts';

/** OpenAI takes this many items at once. */
const MOST_ITEMS = 20;

const text = nullish(z.string());
const items = z.array(z.looseObject({ type: text, role: text })).check(z.maxLength(MOST_ITEMS));
const metadata = z.nullable(z.record(z.string(), z.string()));

export const conversationCreation = z.looseObject({ items: nullish(items), metadata: z.optional(metadata) });
export const conversationUpdate = z.looseObject({ metadata });
export const itemsAddition = z.looseObject({ items: items.check(z.minLength(1)) });

export type ConversationCreation = z.infer<typeof conversationCreation>;
export type ConversationUpdate = z.infer<typeof conversationUpdate>;
export type ItemsAddition = z.infer<typeof itemsAddition>;

/** Checks the body of `POST /v1/conversations`. Throws `invalid_field`. */
export const parseConversationCreation = (body: Record<string, unknown>): ConversationCreation =>
  checkBody(conversationCreation, body, []);

/** Checks the body of `POST /v1/conversations/{id}`. Throws `missing_field`, `invalid_field`. */
export const parseConversationUpdate = (body: Record<string, unknown>): ConversationUpdate =>
  checkBody(conversationUpdate, body, ['metadata']);

/** Checks the body of `POST /v1/conversations/{id}/items`. Throws `missing_field`, `invalid_field`. */
export const parseItemsAddition = (body: Record<string, unknown>): ItemsAddition =>
  checkBody(itemsAddition, body, ['items']);

/** The rule of all three bodies. */
export const conversationLeaves: Rule = fields({ items: list(item), metadata: labelledRecord });
