import type { ServerResponse } from 'node:http';
import { CORS } from '../lambda/contract/cors.ts';
import { type Failure, GatewayError } from '../lambda/contract/gateway-error.ts';

/** What API Gateway itself refuses or fails with, before or instead of a function's answer. */
const GATEWAY_FAILURES = {
  unknown_route: [404, 'not_found_error'],
  body_too_large: [413, 'invalid_request_error'],
  internal: [502, 'bad_gateway'],
  timed_out: [503, 'service_unavailable'],
} as const satisfies Partial<Record<Failure, readonly [number, string]>>;

export type GatewayFailure = keyof typeof GATEWAY_FAILURES;

/** As a browser needs them to read an answer. */
const READABLE = {
  'access-control-allow-origin': CORS.origin,
  'access-control-expose-headers': CORS.responseHeaders.join(', '),
};

/** Answers with a failure of the gateway's own, in the shape of all our errors. */
export const answerFailure = (response: ServerResponse, failure: GatewayFailure): void => {
  const { message, code } = new GatewayError(failure);
  const [status, type] = GATEWAY_FAILURES[failure];
  const body = JSON.stringify({ error: { message, type, param: '', code } });
  // A function whose answer was no proper one may have left some.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, {
    ...READABLE,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
};

/** The answer to a browser's question whether it may send the real request. */
export const answerPreflight = (response: ServerResponse, methods: readonly string[]): void => {
  response.writeHead(204, {
    'access-control-allow-origin': CORS.origin,
    'access-control-allow-headers': CORS.requestHeaders.join(', '),
    'access-control-allow-methods': [...methods, 'OPTIONS'].join(', '),
    'access-control-max-age': String(CORS.maxAge),
  });
  response.end();
};
