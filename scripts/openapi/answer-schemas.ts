import { z } from 'zod';
import { PHI_TYPES } from '../../lambda/contract/phi-type.ts';
import type { JsonSchema } from './json-schema.ts';
import { toJsonSchema } from './json-schema.ts';

/*
 * What the gateway answers. Of what comes from a provider only what clients build on is named, since the rest is passed
 * on as it is; what is the gateway's own is named in full. Tests hold real answers against these schemas.
 */

const count = z.int().min(0);
const loose = z.looseObject;
const text = z.string();

const usage = loose({ prompt_tokens: count, completion_tokens: count, total_tokens: count }).nullish();

const toolCall = loose({ id: text.nullish(), type: text.nullish() });

const spoken = {
  role: text.nullish(),
  content: text.nullish().describe('With the caller’s own values in the places of tokens.'),
  refusal: text.nullish(),
  tool_calls: z.array(toolCall).nullish(),
};

const choice = {
  index: count,
  finish_reason: text
    .nullish()
    .describe('`stop`, `length`, `content_filter`, `tool_calls` or `function_call`.'),
};

const chatCompletion = loose({
  id: text,
  object: z.literal('chat.completion'),
  created: count,
  model: text.describe('The model that answered, as the provider names it.'),
  choices: z.array(loose({ ...choice, message: loose(spoken) })),
  usage,
});

const chatCompletionChunk = loose({
  id: text,
  object: z.literal('chat.completion.chunk'),
  created: count,
  model: text,
  choices: z.array(loose({ ...choice, delta: loose(spoken) })),
  usage,
}).describe('The `data` of an event; after the last one comes `data: [DONE]`.');

const item = loose({ type: text, id: text.nullish() }).describe(
  'An item of OpenAI’s Responses API, restored.',
);

const response = loose({
  id: text,
  object: z.literal('response'),
  created_at: z.number(),
  status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
  model: text,
  output: z.array(item),
  error: loose({ code: text, message: text }).nullish(),
  incomplete_details: loose({ reason: text.nullish() }).nullish(),
  previous_response_id: text.nullish(),
  metadata: z.record(text, text).nullish(),
  usage: loose({ input_tokens: count, output_tokens: count, total_tokens: count }).nullish(),
});

const responseEvent = loose({
  type: text.describe('Such as `response.output_text.delta`; the last one tells how it ended.'),
  sequence_number: count,
}).describe(
  'The `data` of an event. A stream that fails ends with one of the type `error` or `response.failed`.',
);

const itemList = z.object({
  object: z.literal('list'),
  data: z.array(item),
  first_id: text.describe('Empty for an empty page.'),
  last_id: text.describe('Empty for an empty page.'),
  has_more: z.boolean(),
});

const conversation = z.object({
  id: text,
  object: z.literal('conversation'),
  created_at: count,
  metadata: z.record(text, text),
});

const model = z.object({
  id: text.describe('The id of a model, an alias or a tier.'),
  object: z.literal('model'),
  created: count,
  owned_by: text,
});

const counts = z.partialRecord(z.enum(PHI_TYPES), count);

const finding = z
  .object({
    start: count.describe('In UTF-16 units of the string as it was sent.'),
    end: count,
    type: z.enum(PHI_TYPES),
    source: text.describe('What found it.'),
    score: z.number(),
    action: z.enum(['tokenise', 'keep', 'block']),
    rule: z
      .enum(['profile', 'threshold', 'allow', 'deny', 'action'])
      .describe('The rule of the policy that said so.'),
    token: text.nullable().describe('What takes its place; null where it stays.'),
  })
  .describe('A place in a string. The value itself is not told.');

const inspection = z.object({
  object: z.literal('phi.inspection'),
  kind: z.enum(['texts', 'chat.completions', 'responses']),
  decision: z.discriminatedUnion('action', [
    z.object({ action: z.literal('proceed') }),
    z.object({
      action: z.literal('refuse'),
      status: z.int(),
      error: z.object({ message: text, type: text, param: text, code: text }),
    }),
  ]),
  counts: z
    .object({ replaced: counts, kept: counts, blocked: counts })
    .describe(
      'Distinct values by type: those that tokens take the place of, the blocked ones among them, and those that stay.',
    ),
  degraded: z
    .boolean()
    .describe('Whether the local recognizers alone were asked, since the service was down.'),
  results: z.array(
    z.object({
      path: text.describe('Keys that the caller chose stand as `*`.'),
      kind: z.enum(['text', 'json', 'fixed', 'id', 'identity', 'media', 'opaque']),
      tokenised: text.nullable().describe('What would go out instead; null for what can’t be rewritten.'),
      spans: z.array(finding),
    }),
  ),
  provider: z.object({ name: text, model: text, path: text }).nullable(),
  provider_body: loose({}).nullable().describe('What the provider would get.'),
});

const deleted = (object: string) =>
  z.object({ id: text, object: z.literal(object), deleted: z.literal(true) });

/** The bodies of answers that are no errors. */
export const ANSWER_SCHEMAS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries({
    ChatCompletion: chatCompletion,
    ChatCompletionChunk: chatCompletionChunk,
    TextOnlyAnswer: z.object({ content: text }).describe('The text alone, with the values in their places.'),
    Response: response,
    ResponseEvent: responseEvent,
    ItemList: itemList,
    Item: item,
    Conversation: conversation,
    DeletedResponse: deleted('response.deleted'),
    DeletedConversation: deleted('conversation.deleted'),
    Inspection: inspection,
    Model: model,
    ModelList: z.object({ object: z.literal('list'), data: z.array(model) }),
    Health: z.object({ status: z.literal('ok') }),
    OpenApi: loose({ openapi: text, info: loose({ title: text, version: text }), paths: loose({}) }),
  }).map(([name, schema]) => [name, toJsonSchema(schema)]),
);
