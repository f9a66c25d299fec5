import type { JsonObject } from '../json.ts';

/** A request that isn't served, in OpenAI's words. */
export interface Refusal {
  readonly status: number;
  readonly error: JsonObject;
}

export const refusal = (
  status: number,
  message: string,
  param: string | null,
  code: string | null,
): Refusal => ({
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

export const missing = (param: string): Refusal =>
  refusal(400, `Missing required parameter: '${param}'.`, param, 'missing_required_parameter');

export const invalid = (param: string): Refusal =>
  refusal(400, `Invalid value: '${param}'.`, param, 'invalid_value');

/** A count that has to lie within a range: the parameter, the least and the most. */
export type Range = readonly [name: string, least: number, most: number];

const isWithin = (value: unknown, [, least, most]: Range): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** The first count of the body that is none, or out of its range. */
export const refuseCounts = (body: JsonObject, ranges: readonly Range[]): Refusal | undefined => {
  const bad = ranges.find((range) => (body[range[0]] ?? null) !== null && !isWithin(body[range[0]], range));
  return bad && invalid(bad[0]);
};
