/** The closed set of `error.code` values that a client of Hawthorn may see. */
export type ErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'dlp_blocked'
  | 'forbidden'
  | 'model_not_found'
  | 'not_found'
  | 'previous_response_not_found'
  | 'request_too_large'
  | 'rate_limited'
  | 'quota_exceeded'
  | 'internal_error'
  | 'provider_error'
  | 'provider_unavailable'
  | 'scrubbing_unavailable'
  | 'audit_unavailable'
  | 'access_unavailable'
  | 'state_unavailable';

/**
 * Every way in which a request can fail, with the words that the client reads. The words are constant, so that no
 * failure can carry a text, a value, a token or a key; what varies is in `param`, which is a path of known names.
 */
export const FAILURES = {
  invalid_json: ['bad_request', 'The request body is not valid JSON.'],
  invalid_utf8: ['bad_request', 'The request body is not valid UTF-8.'],
  not_an_object: ['bad_request', 'The request body must be a JSON object.'],
  duplicate_key: ['bad_request', 'A JSON object in the request body has the same key twice.'],
  forbidden_key: ['bad_request', 'A JSON object in the request body has a key that is not allowed.'],
  lone_surrogate: ['bad_request', 'A string in the request body is not well-formed Unicode.'],
  too_deep: ['bad_request', 'The request body is nested too deeply.'],
  compressed_body: ['bad_request', 'Compressed request bodies are not supported.'],
  wrong_content_type: ['bad_request', 'The request must have the content type application/json.'],
  invalid_field: ['bad_request', 'A field of the request has a wrong type or value.'],
  missing_field: ['bad_request', 'A required field is missing.'],
  unknown_kind: ['bad_request', 'This kind of message, part or tool is not known, so it cannot be scrubbed.'],
  invalid_session: ['bad_request', 'The x-hawthorn-session header must be 1 to 256 characters.'],
  stream_not_supported: ['bad_request', 'Streaming is not available with x-compliantchatgpt-key.'],
  wrong_endpoint_for_key: [
    'bad_request',
    'x-compliantchatgpt-key is for POST /v1/chat/completions; use Authorization: Bearer here.',
  ],
  fields_exclude_each_other: ['bad_request', 'Two fields of the request exclude each other.'],
  background_not_supported: [
    'bad_request',
    'Responses are not run in the background: answers are made while the client waits.',
  ],
  not_cancellable: ['bad_request', 'Only responses that run in the background can be cancelled.'],
  nothing_kept: [
    'bad_request',
    'This API key keeps nothing, so nothing can be stored, continued or read again.',
  ],
  state_not_inspected: [
    'bad_request',
    'A dry run reads nothing that was stored: send the earlier items themselves.',
  ],
  sessions_differ: ['bad_request', 'The request refers to parts of different sessions.'],
  unsupported_by_provider: ['bad_request', 'The provider of this model cannot do what this field asks for.'],
  missing_provider_key: ['bad_request', 'The x-openai-key header is missing or not a valid key.'],
  provider_key_refused: ['bad_request', 'The provider refused the key given in x-openai-key.'],
  refused_by_provider: ['bad_request', 'The model provider refused the request as invalid.'],
  missing_key: ['unauthorized', 'An API key is required.'],
  invalid_key: ['unauthorized', 'The API key is not valid.'],
  phi_not_allowed: ['dlp_blocked', 'The request holds PHI, which this API key may not send.'],
  phi_blocked: [
    'dlp_blocked',
    'The request holds PHI of a type that the policy of your organisation blocks.',
  ],
  phi_in_fixed_text: ['dlp_blocked', 'A field that cannot be rewritten holds PHI.'],
  media_blocked: ['dlp_blocked', 'Images, audio and files cannot be scrubbed and are blocked by policy.'],
  unknown_sealed_part: [
    'dlp_blocked',
    'An encrypted part of the request was not issued to your organisation by this gateway.',
  ],
  role_forbids: ['forbidden', 'The role of this API key does not allow this operation.'],
  unknown_model: ['model_not_found', 'The model does not exist or is not available to this key.'],
  unknown_route: ['not_found', 'There is no such endpoint.'],
  unknown_previous_response: [
    'previous_response_not_found',
    'The previous response, or one before it, does not exist or is no longer kept.',
  ],
  unknown_response: ['not_found', 'The response does not exist or is no longer kept.'],
  unknown_conversation: ['not_found', 'The conversation does not exist or is no longer kept.'],
  unknown_item: ['not_found', 'The item does not exist or is no longer kept.'],
  body_too_large: ['request_too_large', 'The request body is too large.'],
  key_rate_limit: ['rate_limited', 'This API key has made too many requests in this minute.'],
  tenant_rate_limit: [
    'rate_limited',
    'The API keys of your organisation have made too many requests in this minute.',
  ],
  key_quota: ['quota_exceeded', 'The monthly quota of this API key is used up.'],
  tenant_quota: ['quota_exceeded', 'The monthly quota of your organisation is used up.'],
  provider_rate_limit: ['rate_limited', 'The model provider is limiting requests.'],
  provider_quota: ['quota_exceeded', 'The quota at the model provider is used up.'],
  internal: ['internal_error', 'The gateway failed.'],
  provider_failed: ['provider_error', 'The model provider failed to answer correctly.'],
  provider_cut: ['provider_error', 'The answer of the model provider broke off.'],
  provider_down: ['provider_unavailable', 'No model provider is available for this model.'],
  provider_silent: ['provider_unavailable', 'The model provider did not answer in time.'],
  detector_failed: ['scrubbing_unavailable', 'The PHI detector is not available, so nothing was sent.'],
  keys_failed: ['scrubbing_unavailable', 'The encryption keys are not available.'],
  vault_failed: ['scrubbing_unavailable', 'The token vault is not available.'],
  audit_failed: ['audit_unavailable', 'The audit record could not be written.'],
  access_failed: ['access_unavailable', 'The API key or its limits could not be checked.'],
  policy_failed: ['access_unavailable', 'The policy of your organisation could not be read.'],
  state_failed: ['state_unavailable', 'The store of responses and conversations is not available.'],
  timed_out: ['provider_unavailable', 'The request took too long.'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

/** The name of one way to fail; it is also what the log says. */
export type Failure = keyof typeof FAILURES;

/** What may go with a failure. None of it may come from a message text. */
export interface FailureDetail {
  /** Path of the field at fault, such as `messages[0].content`; keys chosen by the caller stand as `*`. */
  readonly param?: string;
  /** When to try again, in seconds. */
  readonly retryAfterSeconds?: number;
  /** Headers of a closed set: `x-ratelimit-*` and `x-should-retry` for the client's retries, `x-hawthorn-phi`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The only error that the request path throws on purpose. It has no cause: what a dependency says may quote a body,
 * so it is neither kept nor logged.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly failure: Failure;
  readonly detail: FailureDetail;

  constructor(failure: Failure, detail: FailureDetail = {}) {
    const [code, message] = FAILURES[failure];
    super(message);
    this.code = code;
    this.failure = failure;
    this.detail = detail;
  }
}

/**
 * Runs a call to a dependency; anything that it throws becomes the given failure. A `GatewayError` from further in
 * stays what it is.
 */
export const orFail = async <T>(failure: Failure, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError(failure);
  }
};
