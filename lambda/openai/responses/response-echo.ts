import { isJsonObject, type JsonObject } from '../json-value.ts';

/** What is ours to say about a response. */
export interface OwnPart {
  readonly id: string;
  /** Whether the client can find it again. */
  readonly stored: boolean;
}

/** Fields that repeat the request and nothing else. */
const REPEATED = ['prompt', 'user', 'safety_identifier', 'prompt_cache_key'];

/** Fields that providers repeat with their defaults filled in. */
const FILLED_IN = ['tools', 'tool_choice', 'text'];

const saysOtherwise = (below: unknown, above: unknown): boolean =>
  typeof below === 'string' && typeof above === 'string' && below !== above;

const isOtherKind = (below: JsonObject, above: JsonObject): boolean =>
  ['type', 'name'].some((field) => saysOtherwise(below[field], above[field]));

/** What was asked for, over what the provider made of it. Where the two differ in shape, only what was asked for. */
const overlay = (below: unknown, above: unknown): unknown => {
  if (Array.isArray(below) && Array.isArray(above)) {
    if (below.length !== above.length) return above;
    return above.map((item: unknown, index) => overlay(below[index], item));
  }
  if (!isJsonObject(below) || !isJsonObject(above) || isOtherKind(below, above)) return above;
  const laid = Object.entries(above).map(([key, item]) => [key, overlay(below[key], item)]);
  return { ...below, ...Object.fromEntries(laid) };
};

const conversationOf = (conversation: unknown): JsonObject | null => {
  if (typeof conversation === 'string') return { id: conversation };
  return isJsonObject(conversation) ? { id: conversation['id'] } : null;
};

/**
 * A response as it answers a request: under our id, and repeating what was asked. What the provider was sent differs:
 * it was told to keep nothing, got hashes of identities, and perhaps an instruction of ours behind the caller's.
 *
 * @param request the client's own, for the client, or the scrubbed one, for the store
 */
export const withEcho = (response: JsonObject, request: JsonObject, ours: OwnPart): JsonObject => ({
  ...response,
  ...Object.fromEntries(
    REPEATED.filter((field) => field in response || field in request).map((field) => [
      field,
      request[field] ?? null,
    ]),
  ),
  ...Object.fromEntries(
    FILLED_IN.filter((field) => (request[field] ?? null) !== null).map((field) => [
      field,
      overlay(response[field], request[field]),
    ]),
  ),
  id: ours.id,
  store: ours.stored,
  background: false,
  instructions: request['instructions'] ?? null,
  metadata: request['metadata'] ?? {},
  previous_response_id: request['previous_response_id'] ?? null,
  conversation: conversationOf(request['conversation']),
});
