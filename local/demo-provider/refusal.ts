import { isObject, type JsonObject, listOf } from '../json.ts';

/** A request that isn't served, in OpenAI's words. */
export interface Refusal {
  readonly status: number;
  readonly error: JsonObject;
}

const refusal = (status: number, message: string, param: string | null, code: string | null): Refusal => ({
  status,
  error: { message, type: 'invalid_request_error', param, code },
});

export const UNKNOWN_URL = refusal(404, 'Invalid URL.', null, null);
export const TOO_LARGE = refusal(413, 'The request is too large.', null, null);
export const NO_JSON = refusal(400, 'We could not parse the JSON body of your request.', null, null);
export const NO_KEY = refusal(401, "You didn't provide an API key.", null, null);

export const FAILED: Refusal = {
  status: 500,
  error: { message: 'The demo provider failed.', type: 'server_error', param: null, code: null },
};

const missing = (param: string): Refusal =>
  refusal(400, `Missing required parameter: '${param}'.`, param, 'missing_required_parameter');

const invalid = (param: string): Refusal =>
  refusal(400, `Invalid value: '${param}'.`, param, 'invalid_value');

const isCount = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** Ranges as OpenAI's reference gives them. */
const RANGES = [
  ['n', 1, 128],
  ['max_tokens', 1, Number.MAX_SAFE_INTEGER],
  ['max_completion_tokens', 1, Number.MAX_SAFE_INTEGER],
  ['top_logprobs', 0, 20],
] as const;

/** Why a body can't be answered; `undefined` when it can. */
export const refuse = (body: JsonObject): Refusal | undefined => {
  const { model, messages } = body;
  if (typeof model !== 'string' || model === '') return missing('model');
  if (messages === undefined) return missing('messages');
  if (!Array.isArray(messages) || messages.length === 0 || !listOf(messages).every(isObject)) {
    return invalid('messages');
  }
  const bad = RANGES.find(([name, least, most]) => {
    const value = body[name] ?? undefined;
    return value !== undefined && !isCount(value, least, most);
  });
  return bad && invalid(bad[0]);
};
