import { z } from 'zod';

/*
 * The objects and events of Open Responses, 2026-04-24, with every field that its OpenAPI document calls required:
 * https://github.com/openresponses/openresponses/blob/main/public/openapi/openapi.json. What it doesn't name may be there
 * too, as OpenAI's own answers have more.
 */

const count = z.int().min(0);
const nullable = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);
const status = z.enum(['in_progress', 'completed', 'incomplete']);

const topLogprob = z.looseObject({ token: z.string(), logprob: z.number(), bytes: z.array(count) });
const logprob = topLogprob.extend({ top_logprobs: z.array(topLogprob) });

const annotation = z.looseObject({
  type: z.literal('url_citation'),
  url: z.string(),
  start_index: count,
  end_index: count,
  title: z.string(),
});

const part = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('output_text'),
    text: z.string(),
    annotations: z.array(annotation),
    logprobs: z.array(logprob).optional(),
  }),
  z.looseObject({ type: z.enum(['input_text', 'text', 'summary_text', 'reasoning_text']), text: z.string() }),
  z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
  z.looseObject({
    type: z.literal('input_image'),
    image_url: nullable(z.string()),
    detail: z.enum(['low', 'high', 'auto']),
  }),
  z.looseObject({ type: z.literal('input_file') }),
]);

const item = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message'),
    id: z.string().min(1),
    status,
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: z.array(part),
    phase: z.enum(['commentary', 'final_answer']).optional(),
  }),
  z.looseObject({
    type: z.literal('function_call'),
    id: z.string().min(1),
    call_id: z.string().min(1),
    name: z.string().min(1),
    arguments: z.string(),
    status,
  }),
  z.looseObject({
    type: z.literal('function_call_output'),
    id: z.string().min(1),
    call_id: z.string().min(1),
    output: z.union([z.string(), z.array(part)]),
    status,
  }),
  z.looseObject({
    type: z.literal('reasoning'),
    id: z.string().min(1),
    summary: z.array(part),
    content: z.array(part).optional(),
    encrypted_content: z.string().optional(),
  }),
]);

const tool = z.looseObject({
  type: z.literal('function'),
  name: z.string().min(1),
  description: nullable(z.string()),
  parameters: nullable(z.looseObject({})),
  strict: nullable(z.boolean()),
});

const choice = z.enum(['none', 'auto', 'required']);
const toolChoice = z.union([
  choice,
  z.looseObject({ type: z.literal('function'), name: z.string().optional() }),
  z.looseObject({ type: z.literal('allowed_tools'), tools: z.array(z.looseObject({})), mode: choice }),
]);

const usage = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  input_tokens_details: z.looseObject({ cached_tokens: count }),
  output_tokens_details: z.looseObject({ reasoning_tokens: count }),
});

export const responseResource = z.looseObject({
  id: z.string().min(1),
  object: z.literal('response'),
  created_at: count,
  completed_at: nullable(count),
  status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
  incomplete_details: nullable(z.looseObject({ reason: z.string() })),
  model: z.string().min(1),
  previous_response_id: nullable(z.string()),
  instructions: nullable(z.string()),
  output: z.array(item),
  error: nullable(z.looseObject({ code: z.string(), message: z.string() })),
  tools: z.array(tool),
  tool_choice: toolChoice,
  truncation: z.enum(['auto', 'disabled']),
  parallel_tool_calls: z.boolean(),
  text: z.looseObject({
    format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }),
    verbosity: z.enum(['low', 'medium', 'high']).optional(),
  }),
  top_p: z.number(),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  top_logprobs: count,
  temperature: z.number(),
  reasoning: nullable(
    z.looseObject({
      effort: nullable(z.string()),
      summary: nullable(z.enum(['concise', 'detailed', 'auto'])),
    }),
  ),
  usage: nullable(usage),
  max_output_tokens: nullable(count),
  max_tool_calls: nullable(count),
  store: z.boolean(),
  background: z.boolean(),
  service_tier: z.string(),
  metadata: z.record(z.string(), z.string()),
  safety_identifier: nullable(z.string()),
  prompt_cache_key: nullable(z.string()),
});

const sequence_number = count;
const ofItem = { sequence_number, item_id: z.string().min(1), output_index: count };
const ofContent = { ...ofItem, content_index: count };
const ofSummary = { ...ofItem, summary_index: count };
const obfuscation = z.string().optional();
const logprobs = z.array(logprob).optional();

const lifecycle = z.enum([
  ...(['response.created', 'response.queued', 'response.in_progress'] as const),
  ...(['response.completed', 'response.failed', 'response.incomplete'] as const),
]);

const strict = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** The one event with more than the document names: what OpenAI's own clients look for stands beside it. */
const failure = { code: z.string(), message: z.string(), param: z.string() };
const error = strict('error', {
  sequence_number,
  error: z.strictObject({ type: z.string(), ...failure }),
  ...failure,
});

/** Events have the fields that are named for them, and no others but for the error's. */
export const streamingEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: lifecycle, sequence_number, response: responseResource }),
  strict('response.output_item.added', { sequence_number, output_index: count, item }),
  strict('response.output_item.done', { sequence_number, output_index: count, item }),
  strict('response.content_part.added', { ...ofContent, part }),
  strict('response.content_part.done', { ...ofContent, part }),
  strict('response.output_text.delta', { ...ofContent, delta: z.string(), logprobs, obfuscation }),
  strict('response.output_text.done', { ...ofContent, text: z.string(), logprobs }),
  strict('response.output_text.annotation.added', { ...ofContent, annotation_index: count, annotation }),
  strict('response.refusal.delta', { ...ofContent, delta: z.string(), obfuscation }),
  strict('response.refusal.done', { ...ofContent, refusal: z.string() }),
  strict('response.reasoning_summary_part.added', { ...ofSummary, part }),
  strict('response.reasoning_summary_part.done', { ...ofSummary, part }),
  strict('response.reasoning_summary_text.delta', { ...ofSummary, delta: z.string(), obfuscation }),
  strict('response.reasoning_summary_text.done', { ...ofSummary, text: z.string() }),
  strict('response.function_call_arguments.delta', { ...ofItem, delta: z.string(), obfuscation }),
  strict('response.function_call_arguments.done', { ...ofItem, arguments: z.string() }),
  error,
]);

export type ResponseResource = z.infer<typeof responseResource>;
export type ResponseItem = z.infer<typeof item>;
export type StreamingEvent = z.infer<typeof streamingEvent>;
