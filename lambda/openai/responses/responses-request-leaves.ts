import { isJsonObject } from '../json-value.ts';
import {
  fields,
  fixed,
  id,
  identity,
  labelledBy,
  labelledRecord,
  list,
  numeric,
  type Rule,
  recordBy,
  stringOr,
  text,
} from '../leaf.ts';
import { speech } from '../media-leaves.ts';
import { part } from './content-leaves.ts';
import { reasoningSettings, textSettings } from './format-leaves.ts';
import { item } from './item-leaves.ts';
import { tool, toolChoice } from './tool-leaves.ts';

/*
 * Every place where text can stand in the body of `POST /v1/responses`, after the types of the official client. What is
 * not named here is walked as free JSON; a kind of item, part or tool that is not named is refused.
 * https://platform.openai.com/docs/api-reference/responses/create
 */

const numbers = Object.fromEntries(
  ['temperature', 'top_p', 'top_logprobs', 'max_output_tokens', 'max_tool_calls'].map((name) => [
    name,
    numeric,
  ]),
);

/** Words and switches of closed sets. */
const settings = Object.fromEntries(
  [
    ...['background', 'parallel_tool_calls', 'prompt_cache_retention', 'service_tier', 'store', 'stream'],
    ...['truncation', 'model'],
  ].map((name) => [name, fixed]),
);

/** What a template is filled with: each name says what its text is, and anything but a text is a part. */
const variable =
  (name: string): Rule =>
  (value, path, visit) =>
    (isJsonObject(value) ? part : labelledBy(name))(value, path, visit);

const policy = fields({ mode: fixed });

/** The rule of the whole request. */
export const responsesRequestLeaves: Rule = fields({
  ...numbers,
  ...settings,
  access_programs: fields({ cyber: fixed }),
  audio: speech,
  context_management: list(fields({ type: fixed, compact_threshold: numeric })),
  conversation: stringOr(id, fields({ id })),
  image: fields({ context_compression: fixed }),
  include: list(fixed),
  input: stringOr(text, list(item)),
  instructions: text,
  metadata: labelledRecord,
  modalities: list(fixed),
  moderation: fields({ model: fixed, policy: fields({ input: policy, output: policy }) }),
  previous_response_id: id,
  prompt: fields({ id: fixed, version: fixed, variables: recordBy(variable) }),
  prompt_cache_key: identity,
  prompt_cache_options: fields({ comparison_response_id: id, mode: fixed, prewarm: fixed, ttl: fixed }),
  reasoning: reasoningSettings,
  safety_identifier: identity,
  stream_options: fields({ include_obfuscation: fixed }),
  text: textSettings,
  tool_choice: toolChoice,
  tools: list(tool),
  user: identity,
});
