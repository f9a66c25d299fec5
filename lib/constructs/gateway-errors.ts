import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CORS } from '../../lambda/contract/cors.ts';

interface GatewayError {
  readonly response: ResponseType;
  /** Absent where the answer keeps the status that API Gateway chose. */
  readonly status?: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/**
 * What API Gateway answers by itself, before or instead of a function, in the words of our error table. The messages
 * are constant: API Gateway's own may quote the request.
 */
const ERRORS: readonly GatewayError[] = [
  {
    response: ResponseType.DEFAULT_4XX,
    type: 'invalid_request_error',
    code: 'bad_request',
    message: 'The request was refused.',
  },
  {
    response: ResponseType.DEFAULT_5XX,
    status: 500,
    type: 'internal_server_error',
    code: 'internal_error',
    message: 'The gateway failed.',
  },
  {
    // This, with 403, is how API Gateway answers a path or a method that it doesn't have.
    response: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    type: 'not_found_error',
    code: 'not_found',
    message: 'There is no such endpoint.',
  },
  {
    // A rule of AWS's in the web ACL; which one stands in its log and metrics.
    response: ResponseType.WAF_FILTERED,
    status: 403,
    type: 'permission_error',
    code: 'forbidden',
    message: 'The request was refused by the web application firewall.',
  },
  {
    response: ResponseType.REQUEST_TOO_LARGE,
    type: 'invalid_request_error',
    code: 'request_too_large',
    message: 'The request body is too large.',
  },
  {
    response: ResponseType.THROTTLED,
    type: 'rate_limit_exceeded',
    code: 'rate_limited',
    message: 'Too many requests.',
    retryAfterSeconds: 1,
  },
  {
    response: ResponseType.INTEGRATION_TIMEOUT,
    status: 503,
    type: 'service_unavailable',
    code: 'provider_unavailable',
    message: 'The request took too long.',
    retryAfterSeconds: 1,
  },
];

/** Header values of a gateway response are literals in single quotes, or names of request parameters. */
const literal = (text: string): string => `'${text}'`;

/** Makes API Gateway's own answers look like ours, also to a browser and to an SDK that decides about a retry. */
export const addGatewayErrors = (restApi: RestApi): void => {
  for (const error of ERRORS) {
    restApi.addGatewayResponse(error.response.responseType, {
      type: error.response,
      ...(error.status !== undefined && { statusCode: String(error.status) }),
      responseHeaders: headersOf(error),
      templates: { 'application/json': bodyOf(error) },
    });
  }
};

const headersOf = ({ retryAfterSeconds }: GatewayError): Record<string, string> => ({
  'access-control-allow-origin': literal(CORS.origin),
  'access-control-expose-headers': literal(CORS.responseHeaders.join(',')),
  ...(retryAfterSeconds !== undefined && { 'retry-after': literal(String(retryAfterSeconds)) }),
});

/** An error in OpenAI's shape. */
export const bodyOf = ({ message, type, code }: Pick<GatewayError, 'message' | 'type' | 'code'>): string =>
  JSON.stringify({ error: { message, type, param: '', code } });
