import type { JsonObject } from '../../openai/json-value.ts';
import { conversationObject } from '../../openai/responses/state-objects.ts';
import type { StoredConversation } from '../../state/state.ts';
import { restoreText } from '../../tokens/restorer.ts';
import type { TokenBook } from '../../tokens/token-book.ts';

const restoreMetadata = (metadata: JsonObject, book: TokenBook): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [
      key,
      typeof value === 'string' ? restoreText(value, book, { context: 'text' }) : value,
    ]),
  );

/** A conversation as its client sees it. */
export const conversationView = (
  { id, createdAt, metadata }: StoredConversation,
  book: TokenBook,
): JsonObject => conversationObject(id, createdAt, restoreMetadata(metadata, book));
