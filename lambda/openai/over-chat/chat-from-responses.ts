import { isJsonObject, type JsonObject } from '../json-value.ts';
import { chatText, chatTools } from './chat-tools.ts';
import { messagesFromItems } from './messages-from-items.ts';
import { unsupported } from './unsupported.ts';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** What only a provider with the Responses API can do, and would be missed. */
const NEEDED = ['prompt', 'context_management', 'moderation'];

/**
 * Fields that are said otherwise in chat, and such as change nothing in the answer: what else to include, limits for
 * tools that aren't there, truncation, without which a request that is too long fails, and metadata, which chat takes
 * for what it stores alone.
 */
const TRANSLATED: ReadonlySet<string> = new Set([
  ...['input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'text', 'reasoning'],
  ...['max_output_tokens', 'top_logprobs', 'include', 'stream_options', 'store'],
  ...['truncation', 'max_tool_calls', 'metadata', 'client_metadata', 'image', 'access_programs'],
]);

const LOGPROBS = 'message.output_text.logprobs';

const chatLogprobs = ({ include, top_logprobs: top }: JsonObject): JsonObject => {
  const asked =
    (Array.isArray(include) && include.includes(LOGPROBS)) || (typeof top === 'number' && top > 0);
  return asked ? { logprobs: true, ...(typeof top === 'number' && { top_logprobs: top }) } : {};
};

const chatLimit = ({ max_output_tokens: limit }: JsonObject): JsonObject =>
  isGiven(limit) ? { max_completion_tokens: limit } : {};

const chatEffort = ({ reasoning }: JsonObject): JsonObject =>
  isJsonObject(reasoning) && isGiven(reasoning['effort']) ? { reasoning_effort: reasoning['effort'] } : {};

/** We meter every stream. */
const chatStream = ({ stream, stream_options: options }: JsonObject): JsonObject =>
  stream === true ? { stream_options: { ...(isJsonObject(options) && options), include_usage: true } } : {};

/**
 * The chat body that asks for what an outbound body of a response asks for. Parameters that both have, and those that
 * nobody knows, stay as they are.
 *
 * Throws `unsupported_by_provider` for what chat can't do, with its path in the outbound body.
 */
export const chatFromResponses = (outbound: JsonObject): JsonObject => {
  const missed = NEEDED.find((name) => isGiven(outbound[name]));
  if (missed !== undefined) throw unsupported(missed);
  const { input, instructions } = outbound;
  const items = Array.isArray(input) ? input.filter(isJsonObject) : [];
  const same = Object.entries(outbound).filter(([name, value]) => !TRANSLATED.has(name) && isGiven(value));
  return {
    ...Object.fromEntries(same),
    messages: messagesFromItems(instructions, items),
    ...chatTools(outbound),
    ...chatText(outbound),
    ...chatEffort(outbound),
    ...chatLimit(outbound),
    ...chatLogprobs(outbound),
    ...chatStream(outbound),
    store: false,
  };
};
