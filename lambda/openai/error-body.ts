import type { ErrorCode, GatewayError } from '../contract/gateway-error.ts';

/** One table for every endpoint: what a code means on the wire. */
const TABLE = {
  bad_request: [400, 'invalid_request_error'],
  unauthorized: [401, 'authentication_error'],
  dlp_blocked: [403, 'permission_error'],
  forbidden: [403, 'permission_error'],
  model_not_found: [404, 'not_found_error'],
  not_found: [404, 'not_found_error'],
  previous_response_not_found: [400, 'invalid_request_error'],
  request_too_large: [413, 'invalid_request_error'],
  rate_limited: [429, 'rate_limit_exceeded'],
  quota_exceeded: [429, 'rate_limit_exceeded'],
  internal_error: [500, 'internal_server_error'],
  provider_error: [502, 'bad_gateway'],
  provider_unavailable: [503, 'service_unavailable'],
  scrubbing_unavailable: [503, 'service_unavailable'],
  audit_unavailable: [503, 'service_unavailable'],
  access_unavailable: [503, 'service_unavailable'],
  state_unavailable: [503, 'service_unavailable'],
} as const satisfies Record<ErrorCode, readonly [number, string]>;

/** OpenAI's error object. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** Never null: some clients show no message then. */
    readonly param: string;
    readonly code: ErrorCode;
  };
}

export const errorStatus = (error: GatewayError): number => TABLE[error.code][0];

export const errorBody = (error: GatewayError): ErrorBody => ({
  error: {
    message: error.message,
    type: TABLE[error.code][1],
    param: error.detail.param ?? '',
    code: error.code,
  },
});
