import { isJsonObject, type JsonObject } from '../json-value.ts';
import type { Notes } from '../notes.ts';
import { TOKEN_INSTRUCTION } from '../token-instruction.ts';
import { withChatNotes } from './chat-notes.ts';

const INSTRUCTING = new Set(['system', 'developer']);

/** Whether the caller's conversation begins with an instruction of its own. */
const instructs = (messages: readonly unknown[]): boolean => {
  const [first] = messages;
  return isJsonObject(first) && INSTRUCTING.has(String(first['role']));
};

/**
 * Adds the instruction to the caller's own first one, else as one of its own: some chat templates refuse a second
 * system message.
 */
const withInstruction = (messages: readonly unknown[]): readonly unknown[] => {
  const [first, ...rest] = messages;
  if (!isJsonObject(first) || !instructs(messages)) {
    return [{ role: 'system', content: TOKEN_INSTRUCTION }, ...messages];
  }
  const content: unknown = first['content'];
  if (typeof content === 'string') {
    return [{ ...first, content: `${content}\n\n${TOKEN_INSTRUCTION}` }, ...rest];
  }
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return [{ ...first, content: [...parts, { type: 'text', text: TOKEN_INSTRUCTION }] }, ...rest];
};

const lowered = (asked: unknown, limit: number): number =>
  typeof asked === 'number' ? Math.min(asked, limit) : limit;

/** `max_tokens` and its successor, where they stand above the limit. */
const withinLimit = (body: JsonObject, limit: number | undefined): JsonObject => {
  if (limit === undefined) return {};
  const given = ['max_tokens', 'max_completion_tokens'].filter((field) => typeof body[field] === 'number');
  const fields = given.length > 0 ? given : ['max_completion_tokens'];
  return Object.fromEntries(fields.map((field) => [field, lowered(body[field], limit)]));
};

/** We meter every stream, and pad for the text that leaves us, not for the one that came. */
const streaming = (body: JsonObject): JsonObject => {
  if (body['stream'] !== true) return {};
  const asked = isJsonObject(body['stream_options']) ? body['stream_options'] : {};
  return { stream_options: { ...asked, include_usage: true, include_obfuscation: false } };
};

export interface OutboundOptions {
  /** The provider's own name for the model. */
  readonly model: string;
  /** Whether the request holds tokens. */
  readonly tokens: boolean;
  /** What the model is told of the values; nothing where it is left out. Begins with the first message. */
  readonly notes?: Notes | undefined;
  readonly maxOutputTokens?: number;
}

/**
 * The body that the provider gets, from a scrubbed one. The provider is told to keep nothing; `metadata` stays with us,
 * since OpenAI takes it only for what it stores, and is in the audit.
 */
export const outboundChat = (
  body: JsonObject,
  { model, tokens, notes, maxOutputTokens }: OutboundOptions,
): JsonObject => {
  const { metadata, ...sent } = body;
  const messages: unknown = sent['messages'];
  const noted = (given: readonly unknown[]): readonly unknown[] =>
    notes === undefined ? given : withChatNotes(given, notes);
  return {
    ...sent,
    model,
    ...(tokens && Array.isArray(messages) && { messages: withInstruction(noted(messages)) }),
    ...streaming(body),
    ...withinLimit(body, maxOutputTokens),
    store: false,
  };
};

const MESSAGE = /^messages(\.?)\[(\d+)\]/;

/**
 * Where a field of the outbound body stands in the caller's: the instruction may be a message of our own before
 * theirs. `undefined` for that message itself.
 */
export const pathInCallersBody = (
  path: string,
  body: JsonObject,
  { tokens }: Pick<OutboundOptions, 'tokens'>,
): string | undefined => {
  const messages: unknown = body['messages'];
  const index = MESSAGE.exec(path)?.[2];
  if (index === undefined || !tokens || !Array.isArray(messages) || instructs(messages)) return path;
  return index === '0' ? undefined : path.replace(MESSAGE, `messages[${Number(index) - 1}]`);
};
