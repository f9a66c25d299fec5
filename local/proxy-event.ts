import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyEventPathParameters } from 'aws-lambda';
import type { MatchedRoute } from './routes.ts';

/** The stage that the laptop plays. */
const STAGE = 'local';

type Multi = Record<string, string[]>;

/** One list for each name. Names come from outside: `fromEntries` makes even `__proto__` an ordinary one. */
const collect = (pairs: Iterable<readonly [string, string]>): Multi => {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
};

const lastOfEach = (multi: Multi): Record<string, string> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));

/** Headers with their names as the client wrote them. */
const headerPairs = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

/** API Gateway hands on text as text. Bytes that are none come in base64, so that they reach the handler as they are. */
const readBody = (bytes: Buffer): Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'> => {
  if (bytes.length === 0) return { body: null, isBase64Encoded: false };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { body: text, isBase64Encoded: false };
  } catch {
    return { body: bytes.toString('base64'), isBase64Encoded: true };
  }
};

const identityOf = (request: IncomingMessage): APIGatewayProxyEvent['requestContext']['identity'] => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  user: null,
  userAgent: request.headers['user-agent'] ?? null,
  userArn: null,
});

export interface ProxyRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly route: MatchedRoute;
  readonly body: Buffer;
  readonly now: Date;
}

const contextOf = ({ request, url, route, now }: ProxyRequest): APIGatewayProxyEvent['requestContext'] => ({
  accountId: '000000000000',
  apiId: 'local',
  authorizer: null,
  domainName: request.headers.host ?? '',
  extendedRequestId: randomUUID(),
  httpMethod: route.method,
  identity: identityOf(request),
  path: url.pathname,
  protocol: `HTTP/${request.httpVersion}`,
  requestId: randomUUID(),
  requestTime: now.toISOString(),
  requestTimeEpoch: now.getTime(),
  resourceId: 'local',
  resourcePath: route.resource,
  stage: STAGE,
});

/**
 * The event that a REST API with proxy integration (payload 1.0) makes of a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const createProxyEvent = (input: ProxyRequest): APIGatewayProxyEvent => {
  const multiValueHeaders = collect(headerPairs(input.request.rawHeaders));
  const query = input.url.searchParams.size === 0 ? null : collect(input.url.searchParams);
  const parameters: APIGatewayProxyEventPathParameters = input.route.parameters;
  return {
    resource: input.route.resource,
    path: input.url.pathname,
    httpMethod: input.route.method,
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query && lastOfEach(query),
    multiValueQueryStringParameters: query,
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: null,
    requestContext: contextOf(input),
    ...readBody(input.body),
  };
};
