import * as z from 'zod/mini';
import {
  type ConversationId,
  isConversationId,
  isResponseId,
  type ResponseId,
  scopeId,
} from '../contract/tenant.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import { canonical } from '../tokens/token.ts';
import type { StoredConversation, StoredItems, StoredResponse } from './state.ts';

/*
 * The documents that are stored. They come back sealed, so nobody else wrote them; but an older or newer version of this
 * program may have.
 */

const text = <T extends string>(is: (value: string) => value is T) =>
  z.custom<T>((value) => typeof value === 'string' && is(value));

const scope = () => z.pipe(z.string(), z.transform(scopeId));

/** As it is: a copy could lose members, such as one named `__proto__`. */
const json = () => z.custom<JsonObject>(isJsonObject);

const VALUES = z.array(
  z.strictObject({ token: z.pipe(z.string(), z.transform(canonical)), valueTag: z.string() }),
);

const ITEMS = z.array(z.strictObject({ id: z.string(), item: json() }));

const RECORD = z.strictObject({
  id: text<ResponseId>(isResponseId),
  scope: scope(),
  ancestors: z.array(text<ResponseId>(isResponseId)),
  response: json(),
  input: ITEMS,
  values: VALUES,
  /** Whether there are events, and the name of their large object, so that they can be renewed unread. */
  events: z.nullable(z.strictObject({ object: z.nullable(z.string()) })),
});

const EVENTS = z.array(z.string());

/** `null` where several responses hold the item. */
const ITEM_PLACE = z.strictObject({ response: z.nullable(text<ResponseId>(isResponseId)) });

const CONVERSATION = z.strictObject({
  id: text<ConversationId>(isConversationId),
  scope: scope(),
  createdAt: z.number(),
  metadata: json(),
  values: VALUES,
});

const BATCH = z.strictObject({ items: ITEMS, values: VALUES });

const SEALED_PART = z.strictObject({ scope: scope() });

/** A response as it is stored. */
export interface ResponseRecord extends StoredResponse {
  readonly events: { readonly object: string | null } | null;
}

const reader =
  <T>(schema: z.ZodMiniType<T>) =>
  (raw: unknown): T => {
    const parsed = schema.safeParse(raw);
    // Without the library's words, which quote.
    if (!parsed.success) throw new Error('A stored part is malformed.');
    return parsed.data;
  };

export const readRecord: (raw: unknown) => ResponseRecord = reader(RECORD);
export const readEvents: (raw: unknown) => readonly string[] = reader(EVENTS);
export const readItemPlace = reader(ITEM_PLACE);
export const readConversation: (raw: unknown) => StoredConversation = reader(CONVERSATION);
export const readBatch: (raw: unknown) => StoredItems = reader(BATCH);
export const readSealedPart = reader(SEALED_PART);
