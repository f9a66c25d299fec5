import * as z from 'zod/mini';
import { checkBody, count, nullish, numberWithin } from '../check-body.ts';

const message = z.looseObject({ role: z.string() });

/** What is known of the body; the rest passes. */
export const chatRequest = z.looseObject({
  model: z.string().check(z.minLength(1), z.maxLength(256)),
  messages: z.array(message).check(z.minLength(1)),
  temperature: numberWithin(0, 2),
  top_p: numberWithin(0, 1),
  presence_penalty: numberWithin(-2, 2),
  frequency_penalty: numberWithin(-2, 2),
  n: nullish(z.int().check(z.gte(1), z.lte(128))),
  max_tokens: count,
  max_completion_tokens: count,
  stream: nullish(z.boolean()),
  stream_options: nullish(
    z.looseObject({
      include_usage: nullish(z.boolean()),
      include_obfuscation: nullish(z.boolean()),
    }),
  ),
  logprobs: nullish(z.boolean()),
  top_logprobs: nullish(z.int().check(z.gte(0), z.lte(20))),
  parallel_tool_calls: nullish(z.boolean()),
  seed: nullish(z.number()),
  stop: nullish(z.union([z.string(), z.array(z.string())])),
  store: nullish(z.boolean()),
  user: nullish(z.string()),
  safety_identifier: nullish(z.string()),
  prompt_cache_key: nullish(z.string()),
  metadata: nullish(z.record(z.string(), z.string())),
  logit_bias: nullish(z.record(z.string().check(z.regex(/^\d{1,7}$/)), z.number())),
  response_format: nullish(z.looseObject({ type: z.string() })),
  tools: nullish(z.array(z.looseObject({ type: z.string() }))),
  functions: nullish(z.array(z.looseObject({ name: z.string() }))),
  modalities: nullish(z.array(z.string())),
});

export type ChatRequest = z.infer<typeof chatRequest>;

/**
 * Checks the body of a chat completion: it accepts what OpenAI accepts.
 *
 * Throws `missing_field` or `invalid_field` with the path of the first field at fault.
 */
export const parseChatRequest = (body: Record<string, unknown>): ChatRequest =>
  checkBody(chatRequest, body, ['model', 'messages']);
