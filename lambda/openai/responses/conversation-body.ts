import * as z from 'zod/mini';
import { checkBody, nullish } from '../check-body.ts';
import { fields, labelledRecord, list, type Rule } from '../leaf.ts';
import { item } from './item-leaves.ts';

/** OpenAI takes this many items at once. */
const MOST_ITEMS = 20;

const text = nullish(z.string());
const items = z.array(z.looseObject({ type: text, role: text })).check(z.maxLength(MOST_ITEMS));
const metadata = z.nullable(z.record(z.string(), z.string()));

const creation = z.looseObject({ items: nullish(items), metadata: z.optional(metadata) });
const update = z.looseObject({ metadata });
const addition = z.looseObject({ items: items.check(z.minLength(1)) });

export type ConversationCreation = z.infer<typeof creation>;
export type ConversationUpdate = z.infer<typeof update>;
export type ItemsAddition = z.infer<typeof addition>;

/** Checks the body of `POST /v1/conversations`. Throws `invalid_field`. */
export const parseConversationCreation = (body: Record<string, unknown>): ConversationCreation =>
  checkBody(creation, body, []);

/** Checks the body of `POST /v1/conversations/{id}`. Throws `missing_field`, `invalid_field`. */
export const parseConversationUpdate = (body: Record<string, unknown>): ConversationUpdate =>
  checkBody(update, body, ['metadata']);

/** Checks the body of `POST /v1/conversations/{id}/items`. Throws `missing_field`, `invalid_field`. */
export const parseItemsAddition = (body: Record<string, unknown>): ItemsAddition =>
  checkBody(addition, body, ['items']);

/** The rule of all three bodies. */
export const conversationLeaves: Rule = fields({ items: list(item), metadata: labelledRecord });
