import { isJsonObject } from '../json-value.ts';
import type { Rule } from '../leaf.ts';

/**
 * The codes that OpenAI's types know. Anything else in this place may be a text.
 * https://platform.openai.com/docs/api-reference/responses/object#responses-object-error
 */
const CODES: ReadonlySet<string> = new Set([
  ...['server_error', 'rate_limit_exceeded', 'invalid_prompt', 'data_residency_mismatch', 'bio_policy'],
  ...['misalignment_policy_violation', 'vector_store_timeout', 'invalid_image', 'invalid_image_format'],
  ...['invalid_base64_image', 'invalid_image_url', 'image_too_large', 'image_too_small', 'image_parse_error'],
  ...['image_content_policy_violation', 'invalid_image_mode', 'image_file_too_large', 'empty_image_file'],
  ...['unsupported_image_media_type', 'failed_to_download_image', 'image_file_not_found'],
]);

const MESSAGE = 'The model provider reported an error; the code says which.';

interface PublicError {
  readonly code: string;
  readonly message: string;
}

/** What a client may know of a provider's error. Its words may quote the input, so ours take their place. */
export const publicError = (error: unknown): PublicError => {
  const code = isJsonObject(error) ? error['code'] : undefined;
  return { code: typeof code === 'string' && CODES.has(code) ? code : 'server_error', message: MESSAGE };
};

/** An error that a provider put into an answer. */
export const providerError: Rule = (value) => {
  if (value === undefined || value === null) return value;
  const { type, param } = isJsonObject(value) ? value : {};
  return {
    ...(type !== undefined && { type: type === 'error' ? 'error' : 'server_error' }),
    ...publicError(value),
    ...(param !== undefined && { param: null }),
  };
};
