import * as z from 'zod/mini';
import { GatewayError } from '../../contract/gateway-error.ts';
import { checkBody, count, nullish, numberWithin } from '../check-body.ts';
import { chatResponseFormat, textFormatOf } from './response-format.ts';

const text = nullish(z.string());
const flag = nullish(z.boolean());
const typed = z.looseObject({ type: z.string() });
const settings = nullish(z.looseObject({}));

/** What an item is, is known from its type or, without one, from its role; the rule of the leaves looks closer. */
const item = z.looseObject({ type: text, role: text });

const request = z.looseObject({
  model: z.string().check(z.minLength(1), z.maxLength(256)),
  input: nullish(z.union([z.string(), z.array(item)])),
  instructions: text,
  previous_response_id: text,
  conversation: nullish(z.union([z.string(), z.looseObject({ id: z.string() })])),
  prompt: nullish(
    z.looseObject({
      id: z.string(),
      version: text,
      variables: nullish(z.record(z.string(), z.union([z.string(), typed]))),
    }),
  ),
  background: flag,
  store: flag,
  stream: flag,
  stream_options: nullish(z.looseObject({ include_obfuscation: flag })),
  include: nullish(z.array(z.string())),
  metadata: nullish(z.record(z.string(), z.string())),
  temperature: numberWithin(0, 2),
  top_p: numberWithin(0, 1),
  top_logprobs: nullish(z.int().check(z.gte(0), z.lte(20))),
  // OpenAI wants 16 or more, servers that are compatible with it take less.
  max_output_tokens: count,
  max_tool_calls: count,
  parallel_tool_calls: flag,
  tools: nullish(z.array(typed)),
  tool_choice: nullish(z.union([z.string(), typed])),
  text: nullish(z.looseObject({ format: nullish(typed), verbosity: text })),
  reasoning: nullish(z.looseObject({ effort: text, summary: text })),
  truncation: text,
  service_tier: text,
  context_management: nullish(z.array(typed)),
  moderation: settings,
  prompt_cache_options: settings,
  prompt_cache_retention: text,
  prompt_cache_key: text,
  safety_identifier: text,
  user: text,
});

/** As the caller wrote it: the format may stand where the chat endpoint has it. */
export const responsesBody = z.extend(request, { response_format: nullish(chatResponseFormat) });

/** A checked request, whose format stands in `text.format` wherever the caller wrote it. */
export type ResponsesRequest = z.infer<typeof request>;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** OpenAI needs no input where there is something else to answer. */
const hasInput = ({ input, previous_response_id, conversation, prompt }: ResponsesRequest): boolean =>
  typeof input === 'string' ||
  (input ?? []).length > 0 ||
  [previous_response_id, conversation, prompt].some(isGiven);

const withTextFormat = ({ response_format, ...rest }: z.infer<typeof responsesBody>): ResponsesRequest => {
  if (response_format === undefined || response_format === null) return rest;
  if (isGiven(rest.text?.format)) {
    throw new GatewayError('fields_exclude_each_other', { param: 'response_format' });
  }
  return { ...rest, text: { ...rest.text, format: textFormatOf(response_format) } };
};

/**
 * Checks the body of `POST /v1/responses`: it accepts what OpenAI accepts, and `response_format` of the chat shape.
 *
 * Throws `missing_field` or `invalid_field` with the path of the first field at fault, `fields_exclude_each_other` and
 * `background_not_supported`.
 */
export const parseResponsesRequest = (given: Record<string, unknown>): ResponsesRequest => {
  const checked = checkBody(responsesBody, given, ['model']);
  if (checked.background === true) {
    throw new GatewayError('background_not_supported', { param: 'background' });
  }
  if (isGiven(checked.previous_response_id) && isGiven(checked.conversation)) {
    throw new GatewayError('fields_exclude_each_other', { param: 'previous_response_id' });
  }
  if (!hasInput(checked)) throw new GatewayError('missing_field', { param: 'input' });
  return withTextFormat(checked);
};
