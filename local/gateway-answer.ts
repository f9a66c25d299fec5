import type { ServerResponse } from 'node:http';
import { CORS } from '../lambda/contract/cors.ts';
import { type Failure, GatewayError } from '../lambda/contract/gateway-error.ts';
import { errorBody, errorStatus } from '../lambda/openai/error-body.ts';

/** What API Gateway itself refuses or fails with, before or instead of a function's answer. */
export type GatewayFailure = Extract<Failure, 'unknown_route' | 'body_too_large' | 'internal' | 'timed_out'>;

/** As a browser needs them to read an answer. */
const READABLE = {
  'access-control-allow-origin': CORS.origin,
  'access-control-expose-headers': CORS.responseHeaders.join(', '),
};

/** Answers with a failure of the gateway's own, in the shape of all our errors. */
export const answerFailure = (response: ServerResponse, failure: GatewayFailure): void => {
  const error = new GatewayError(failure);
  const body = JSON.stringify(errorBody(error));
  // What is a 500 to the function is a bad answer from behind to API Gateway.
  const status = failure === 'internal' ? 502 : errorStatus(error);
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
