/** What the fields of the requests are for; beside OpenAI's meaning, what the gateway does with them. */

const METADATA =
  'Up to the caller. It is kept with the call in the audit, scrubbed, and given back; the provider never gets it.';
const STORE = 'The provider is always told `false`.';
const WHO = 'Who the end user is. The provider gets a keyed hash; the answer has the caller’s own words.';

export const CHAT_FIELDS = {
  model: 'A model, an alias or a tier, as `GET /v1/models` lists them.',
  messages: 'The conversation so far. Every text in it is scrubbed.',
  'messages[].role': 'Who speaks. Other roles are refused with 400, since what they hold could not be scrubbed.',
  temperature: 'Sampling temperature.',
  top_p: 'Nucleus sampling.',
  presence_penalty: 'As OpenAI has it.',
  frequency_penalty: 'As OpenAI has it.',
  n: 'How many choices to make.',
  max_tokens: 'The most tokens of an answer, for models of the older kind.',
  max_completion_tokens: 'The most tokens of an answer, those of reasoning among them.',
  stream: 'Answers with server-sent events.',
  stream_options: 'Only together with `stream`.',
  'stream_options.include_usage': 'Sends a last chunk with the usage.',
  'stream_options.include_obfuscation': 'Whether chunks are padded to hide their length.',
  logprobs: 'Log probabilities of the answer’s tokens; entries that a replaced value covers are joined or null.',
  top_logprobs: 'How many likely tokens to tell at each place.',
  parallel_tool_calls: 'Whether several tools may be called at once.',
  seed: 'For answers that can be had again.',
  stop: 'Where to stop. PHI in it is replaced, as in any text.',
  store: STORE,
  user: WHO,
  safety_identifier: WHO,
  prompt_cache_key: WHO,
  metadata: METADATA,
  logit_bias: 'Biases by the number of a model’s token.',
  response_format: '`text`, `json_object` or `json_schema`. Prose and enums of a schema are scrubbed.',
  'response_format.type': 'The kind of format.',
  tools: 'What the model may call. Descriptions are scrubbed; PHI in names and patterns is refused with 403.',
  'tools[].type': 'The kind of tool. Other kinds are refused with 400.',
  functions: 'The older form of `tools`.',
  'functions[].name': 'What the function is called.',
  modalities: 'The kinds of answers that are wanted.',
};

const CONVERSATION_ITEM = {
  'items[].type': 'The kind of item; a message where it is left out. Other kinds are refused with 400.',
  'items[].role': 'Of a message: who speaks.',
};

export const CONVERSATION_CREATION_FIELDS = {
  items: 'What the conversation begins with.',
  ...CONVERSATION_ITEM,
  metadata: METADATA,
};

export const CONVERSATION_UPDATE_FIELDS = { metadata: METADATA };

export const ITEMS_ADDITION_FIELDS = { items: 'What is added at the end.', ...CONVERSATION_ITEM };

export const RESPONSES_FIELDS = {
  model: CHAT_FIELDS.model,
  input:
    'A text or a list of items, scrubbed. Needed unless `previous_response_id`, `conversation` or `prompt` is given.',
  'input[].type': CONVERSATION_ITEM['items[].type'],
  'input[].role': CONVERSATION_ITEM['items[].role'],
  instructions: 'Goes before the input, scrubbed.',
  previous_response_id: 'Goes on from an earlier response, out of the gateway’s own store.',
  conversation: 'Goes on in a conversation of the gateway’s own store. Not together with `previous_response_id`.',
  'conversation.id': 'The conversation’s id.',
  prompt: 'A prompt that is stored at the provider.',
  'prompt.id': 'The prompt’s id.',
  'prompt.version': 'The prompt’s version.',
  'prompt.variables': 'What is filled in. Scrubbed.',
  background: 'Only `false`: answers are made while the client waits.',
  store: `Whether the gateway keeps the response, which it does unless told not to. ${STORE}`,
  stream: CHAT_FIELDS.stream,
  stream_options: CHAT_FIELDS.stream_options,
  'stream_options.include_obfuscation': 'Whether events are padded to hide their length.',
  include: 'What the answer should hold besides.',
  metadata: METADATA,
  temperature: CHAT_FIELDS.temperature,
  top_p: CHAT_FIELDS.top_p,
  top_logprobs: CHAT_FIELDS.top_logprobs,
  max_output_tokens: CHAT_FIELDS.max_completion_tokens,
  max_tool_calls: 'How often hosted tools may be called.',
  parallel_tool_calls: CHAT_FIELDS.parallel_tool_calls,
  tools: CHAT_FIELDS.tools,
  'tools[].type': CHAT_FIELDS['tools[].type'],
  tool_choice: 'Which tool is to be called.',
  'tool_choice.type': 'The kind of choice.',
  text: 'How the answer’s text is to be.',
  'text.format': CHAT_FIELDS.response_format,
  'text.format.type': CHAT_FIELDS['response_format.type'],
  'text.verbosity': 'How much is to be said.',
  reasoning: 'How the model is to reason.',
  'reasoning.effort': 'How hard.',
  'reasoning.summary': 'How its reasoning is summed up.',
  truncation: 'What happens to an input that is too long.',
  service_tier: 'The provider’s tier of service.',
  context_management: 'How a long context is shortened.',
  'context_management[].type': 'The way in which it is shortened.',
  moderation: 'The provider’s moderation.',
  prompt_cache_options: 'How prompts are cached at the provider.',
  prompt_cache_retention: 'How long prompts are cached at the provider.',
  prompt_cache_key: WHO,
  safety_identifier: WHO,
  user: WHO,
  response_format: 'The format as chat completions have it; it is translated to `text.format`.',
  'response_format.type': CHAT_FIELDS['response_format.type'],
  'response_format.json_schema': 'The schema and its name.',
  'response_format.json_schema.name': 'What the format is called.',
  'response_format.json_schema.schema': 'The JSON Schema of the answer.',
  'response_format.json_schema.strict': 'Whether the answer must follow it to the letter.',
  'response_format.json_schema.description': 'What the format is for.',
};
