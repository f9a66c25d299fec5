import { isJsonObject } from '../openai/json-value.ts';
import type { Watch } from './watch.ts';

/** The little that is taken from a provider's error body. Everything else in it may quote the request. */
export interface RefusalHints {
  readonly quotaUsedUp: boolean;
  /** The path of the field at fault, of known names and numbers alone. */
  readonly param?: string;
}

export const NO_HINTS: RefusalHints = { quotaUsedUp: false };

const MAX_BYTES = 65_536;

/** Top-level parameters of chat completions and of responses whose inner names are all OpenAI's or `INNER` ones. */
const PARAMETERS = [
  'messages|model|audio|frequency_penalty|function_call|functions|logit_bias|logprobs|max_completion_tokens',
  'max_tokens|metadata|modalities|n|parallel_tool_calls|prediction|presence_penalty|prompt_cache_key',
  'prompt_cache_retention|reasoning_effort|response_format|safety_identifier|seed|service_tier|stop|store|stream',
  'stream_options|temperature|tool_choice|tools|top_logprobs|top_p|user|verbosity|web_search_options',
  'context_management|include|input|instructions|max_output_tokens|max_tool_calls|prompt|reasoning|text|truncation',
].join('|');

const INNER = [
  'role|content|name|type|text|refusal|function|arguments|description|parameters|strict|schema|json_schema',
  'tool_calls|tool_call_id|function_call|custom|image_url|url|detail|input_audio|data|format|file|file_id|id',
  'include_usage|include_obfuscation|voice|action|annotations|call_id|effort|encrypted_content|file_data|file_url',
  'filename|input|logprobs|output|phase|status|summary|tools|variables|verbosity|version',
].join('|');

/** `messages[3].content[0].image_url`, also in the form `messages.[3].content`. */
const FIELD_PATH = new RegExp(
  `^(?:${PARAMETERS})(?:\\.?\\[\\d{1,4}\\]|\\.(?:${INNER}|\\d{1,4})(?![^.[])){0,12}$`,
);

const hintsIn = (text: string): RefusalHints => {
  const body: unknown = JSON.parse(text);
  const error = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : {};
  const { code, type, param } = error;
  return {
    quotaUsedUp: code === 'insufficient_quota' || type === 'insufficient_quota',
    ...(typeof param === 'string' && FIELD_PATH.test(param) && { param }),
  };
};

const readText = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Looks into the body of a refusal, for `ms` and 64 KB at most, and closes the connection. Whatever goes wrong with
 * it, the refusal itself stands, so there are just no hints then.
 */
export const readRefusalHints = async (
  response: Response,
  watch: Watch,
  ms: number,
): Promise<RefusalHints> => {
  watch.expect(ms);
  try {
    return response.body === null ? NO_HINTS : hintsIn(await readText(response.body));
  } catch {
    return NO_HINTS;
  } finally {
    watch.end('done');
  }
};
