import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../../lambda/openai/json-value.ts';
import { isResponseEvent } from '../../../../lambda/openai/responses/response-event.ts';
import { createResponseStreamRestorer, restoreItem } from '../../../../lambda/tokens/response-restorer.ts';
import { bookOf } from '../../../support/books.ts';
import { samplesOf } from '../../../support/type-samples.ts';

const TYPES = 'resources/responses/responses.d.ts';
const VALUE = 'Zoë Łukasz';
const book = bookOf(['NAME', VALUE]);
const [token = ''] = book.issued().map((issued): string => issued.token);

/** What names something is the same for everybody, whatever it names. */
const NAMES =
  /\.(?:id|item_id|call_id|caller_id|container_id|file_id|approval_request_id|created_by|name|namespace|server_label)$/;

const holdsToken = (value: unknown): boolean => JSON.stringify(value ?? null).includes(token);

/** What a sample has where any string may stand. */
const FILLER = 'x';

const kindOf = ({ type, object }: Readonly<Record<string, unknown>>): string | undefined =>
  [object, type].find((kind) => typeof kind === 'string' && kind !== token && kind !== FILLER) as
    | string
    | undefined;

/** Where a sample holds the token, from the innermost object that says what it is. */
const placeOf = (value: unknown, above = ''): string => {
  if (Array.isArray(value)) return placeOf(value.find(holdsToken), `${above}[]`);
  if (!isJsonObject(value)) return above;
  const own = kindOf(value) ?? above;
  const [key = '', inner] = Object.entries(value).find(([, one]) => holdsToken(one)) ?? [];
  return placeOf(inner, `${own}.${key}`);
};

const isBack = (restored: unknown): boolean => {
  const text = JSON.stringify(restored);
  return !holdsToken(restored) && (text.includes(VALUE) || text.includes(encodeURIComponent(VALUE)));
};

/** The places of a type where a token doesn't come back as its value, each once and without names. */
const leftOut = (name: string, restore: (value: unknown) => unknown) => {
  const samples = samplesOf(TYPES, name, token).filter(({ value }) => holdsToken(value));
  const left = samples.filter(({ value }) => !isBack(restore(value))).map(({ value }) => placeOf(value));
  const places = [...new Set(left)].filter((place) => !NAMES.test(place)).sort();
  return { count: samples.length, places };
};

const below = (place: string, ...fields: readonly string[]): readonly string[] =>
  fields.map((field) => `${place}.${field}`);

/** Sealed, no text, of a closed set, or a provider's error, which ours take the place of. */
const IN_ITEMS = [
  'compaction.encrypted_content',
  'computer_call.pending_safety_checks[].code',
  'computer_call_output.acknowledged_safety_checks[].code',
  'computer_screenshot.image_url',
  ...below(
    'image_generation_call.error',
    'code',
    'message',
    'moderation_details.categories[]',
    'param',
    'type',
  ),
  ...below('image_generation_call', 'result', 'size', 'svg_usage.model'),
  ...below('input_file', 'file_data', 'file_url'),
  'input_image.image_url',
  // What the model didn't say; that may be half a token only.
  'output_text.logprobs[].top_logprobs[].token',
  'program.fingerprint',
  'reasoning.encrypted_content',
];

/** Likewise; and what repeats the request, which the client gets in its own words. */
const IN_EVENTS = [
  ...IN_ITEMS,
  ...below('error', 'code', 'message', 'param'),
  'moderation_result.model',
  'response.audio.delta.delta',
  ...below('response.error', 'message', 'param', 'type'),
  ...below(
    'response.error.misalignment',
    'detailed_explanation',
    'error_type',
    'review_target',
    'steer.message',
  ),
  'response.image_generation_call.partial_image.partial_image_b64',
  ...below(
    'response',
    'model',
    'previous_response_id',
    'prompt.version',
    'prompt_cache_key',
    'reasoning.mode',
  ),
  ...below('response', 'safety_identifier', 'user'),
  ...['delta', 'done'].map((step) => `response.output_text.${step}.logprobs[].top_logprobs[].token`),
  'response.shell_call_command.delta.obfuscation',
];

// Slow only because the compiler reads the client's types.
describe('every string that the types of the official client know comes back', { timeout: 60_000 }, () => {
  it('in items, but for what is sealed, what is no text, and the provider’s own words', () => {
    const { count, places } = leftOut('ResponseInputItem', (value) =>
      isJsonObject(value) ? restoreItem(value, book) : value,
    );
    expect(count).toBeGreaterThan(300);
    expect(places).toEqual([...IN_ITEMS].sort());
  });

  it('in events, with the same exceptions', () => {
    const { count, places } = leftOut('ResponseStreamEvent', (value) =>
      isResponseEvent(value) ? createResponseStreamRestorer(book).feed(value) : value,
    );
    expect(count).toBeGreaterThan(5_000);
    expect(places).toEqual([...IN_EVENTS].sort());
  });
});
