import { jsonSchema } from '../json-schema-leaves.ts';
import { isJsonObject } from '../json-value.ts';
import {
  fields,
  fixed,
  id,
  identity,
  keep,
  labelledRecord,
  list,
  media,
  oneOf,
  opaque,
  plainText,
  type Rule,
  stringOr,
  text,
} from '../leaf.ts';
import { bytes, speech } from '../media-leaves.ts';

/*
 * Every place where text can stand in the body of `POST /v1/chat/completions`, after the types of the official client.
 * What is not named here is walked as free JSON; a kind of message, part or tool that is not named is refused.
 * https://platform.openai.com/docs/api-reference/chat/create
 */

const textPart = fields({ type: keep, text });
const refusalPart = fields({ type: keep, refusal: text });

const userPart = oneOf('type', {
  text: textPart,
  image_url: fields({ type: keep, image_url: media(stringOr(bytes, fields({ url: bytes, detail: fixed }))) }),
  input_audio: fields({ type: keep, input_audio: media(fields({ data: bytes, format: fixed })) }),
  file: fields({
    type: keep,
    file: media(fields({ file_data: bytes, file_id: fixed, filename: plainText })),
  }),
});

const assistantPart = oneOf('type', { text: textPart, refusal: refusalPart });

const content = (part: Rule): Rule => stringOr(text, list(part));

const functionCall = fields({ name: fixed, arguments: text });

/** Gemini signs its thoughts and wants the signature back. */
const extraContent = fields({ google: fields({ thought_signature: opaque }) });

const typedToolCall = oneOf('type', {
  function: fields({ type: keep, id, function: functionCall, extra_content: extraContent }),
  custom: fields({ type: keep, id, custom: fields({ name: fixed, input: text }) }),
});

/** Some clients leave the type out of a history, where only functions can be meant. */
const toolCall: Rule = (value, path, visit) =>
  isJsonObject(value) && value['type'] === undefined && value['function'] !== undefined
    ? typedToolCall({ type: 'function', ...value }, path, visit)
    : typedToolCall(value, path, visit);

const instructions = fields({ role: keep, content: content(oneOf('type', { text: textPart })), name: fixed });

/** Reasoning that some providers want back on tool turns: DeepSeek, vLLM, OpenRouter. */
const reasoning = {
  reasoning_content: text,
  reasoning: text,
  reasoning_details: list(
    fields({ type: fixed, format: fixed, id, data: opaque, signature: opaque, text, summary: text }),
  ),
};

const messages = {
  developer: instructions,
  system: instructions,
  user: fields({ role: keep, content: content(userPart), name: fixed }),
  assistant: fields({
    role: keep,
    content: content(assistantPart),
    refusal: text,
    name: fixed,
    audio: fields({ id }),
    tool_calls: list(toolCall),
    function_call: functionCall,
    ...reasoning,
  }),
  tool: fields({
    role: keep,
    content: content(oneOf('type', { text: textPart })),
    tool_call_id: id,
    name: fixed,
  }),
  function: fields({
    role: keep,
    name: fixed,
    content: content(oneOf('type', { text: textPart })),
  }),
};

/** Whose messages are known; others are refused. */
export const MESSAGE_ROLES: readonly string[] = Object.keys(messages);

const functionDefinition = fields({
  name: fixed,
  description: plainText,
  parameters: jsonSchema,
});

const tools = {
  function: fields({ type: keep, function: functionDefinition }),
  custom: fields({
    type: keep,
    custom: fields({
      name: fixed,
      description: plainText,
      format: oneOf('type', {
        text: fields({ type: keep }),
        grammar: fields({
          type: keep,
          grammar: fields({ syntax: fixed, definition: fixed }),
        }),
      }),
    }),
  }),
};

/** The kinds of tools that are known; others are refused. */
export const CHAT_TOOL_TYPES: readonly string[] = Object.keys(tools);

const named = fields({ name: fixed });

const toolChoice = stringOr(
  fixed,
  oneOf('type', {
    function: fields({ type: keep, function: named }),
    custom: fields({ type: keep, custom: named }),
    allowed_tools: fields({
      type: keep,
      allowed_tools: fields({
        mode: fixed,
        tools: list(fields({ type: fixed, function: named, custom: named })),
      }),
    }),
  }),
);

const responseFormat = oneOf('type', {
  text: fields({ type: keep }),
  json_object: fields({ type: keep }),
  json_schema: fields({
    type: keep,
    json_schema: fields({ name: fixed, description: plainText, schema: jsonSchema }),
  }),
});

/** Settings that are numbers, as was checked before; the schema of the request has their bounds. */
const numbers = Object.fromEntries(
  [
    ...['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'n', 'seed', 'top_logprobs'],
    ...['max_tokens', 'max_completion_tokens'],
  ].map((name) => [name, keep]),
);

/** The rule of the whole request. */
export const chatRequestLeaves: Rule = fields({
  ...numbers,
  model: fixed,
  messages: list(oneOf('role', messages)),
  audio: speech,
  function_call: stringOr(fixed, named),
  functions: list(functionDefinition),
  logit_bias: keep,
  metadata: labelledRecord,
  modalities: list(fixed),
  prediction: fields({ type: fixed, content: content(oneOf('type', { text: textPart })) }),
  prompt_cache_key: identity,
  response_format: responseFormat,
  safety_identifier: identity,
  stop: list(plainText),
  tool_choice: toolChoice,
  tools: list(oneOf('type', tools)),
  user: identity,
  web_search_options: fields({
    search_context_size: fixed,
    user_location: fields({
      type: fixed,
      approximate: fields({ city: plainText, region: plainText, country: fixed, timezone: plainText }),
    }),
  }),
});
