import type { JsonObject } from '../json-value.ts';

/** A conversation without its items. */
export const conversationObject = (id: string, createdAt: number, metadata: unknown): JsonObject => ({
  id,
  object: 'conversation',
  created_at: createdAt,
  metadata,
});

export const deletedConversation = (id: string): JsonObject => ({
  id,
  object: 'conversation.deleted',
  deleted: true,
});

/** As OpenAI's wire and its .NET client have it; some pages of its reference still say `response`. */
export const deletedResponse = (id: string): JsonObject => ({
  id,
  object: 'response.deleted',
  deleted: true,
});

/** A page of items. An empty one has empty ids, since clients expect strings. */
export const itemList = (data: readonly JsonObject[], hasMore: boolean): JsonObject => ({
  object: 'list',
  data,
  first_id: data.at(0)?.['id'] ?? '',
  last_id: data.at(-1)?.['id'] ?? '',
  has_more: hasMore,
});
