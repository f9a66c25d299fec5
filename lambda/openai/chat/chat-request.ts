import * as z from 'zod/mini';
import { GatewayError } from '../../contract/gateway-error.ts';

/** Accepts what OpenAI accepts: known fields are checked, unknown ones pass. */
const nullish = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));
const number = (minimum: number, maximum: number) =>
  nullish(z.number().check(z.gte(minimum), z.lte(maximum)));
const count = nullish(z.int().check(z.gte(1)));

const message = z.looseObject({ role: z.string() });

const chatRequest = z.looseObject({
  model: z.string().check(z.minLength(1), z.maxLength(256)),
  messages: z.array(message).check(z.minLength(1)),
  temperature: number(0, 2),
  top_p: number(0, 1),
  presence_penalty: number(-2, 2),
  frequency_penalty: number(-2, 2),
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

/** Paths name our own fields; a key that the caller chose stands as `*`. */
const pathOf = (path: readonly PropertyKey[]): string => {
  let text = '';
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (depth === 0) text += String(key);
    else text += path[0] === 'metadata' || path[0] === 'logit_bias' ? '.*' : `.${String(key)}`;
  }
  return text;
};

/**
 * Checks the body of a chat completion.
 *
 * Throws `missing_field` or `invalid_field` with the path of the first field at fault.
 */
export const parseChatRequest = (body: Record<string, unknown>): ChatRequest => {
  const parsed = z.safeParse(chatRequest, body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = pathOf(issue?.path ?? []);
  const missing =
    issue?.code === 'invalid_type' && param in { model: 1, messages: 1 } && body[param] === undefined;
  throw new GatewayError(missing ? 'missing_field' : 'invalid_field', { param });
};
