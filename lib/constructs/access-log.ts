import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * A line of JSON for each request. Nothing in it is chosen freely by the caller: the resource's path instead of the
 * path that was asked for, no query, no user agent, no error message, since a caller can put PHI into any of them.
 *
 * A string by hand, since the format's ready-made fields lack those of streaming. Quoted, as API Gateway writes `-`
 * for what is missing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const FIELDS = {
  time: 'requestTimeEpoch',
  requestId: 'requestId',
  extendedRequestId: 'extendedRequestId',
  sourceIp: 'identity.sourceIp',
  method: 'httpMethod',
  route: 'resourcePath',
  status: 'status',
  errorType: 'error.responseType',
  responseLength: 'responseLength',
  responseLatency: 'responseLatency',
  /** What the web ACL decided; that of the function is found by its request's id. */
  wafResponse: 'wafResponseCode',
  wafLatency: 'waf.latency',
  functionRequestId: 'integration.requestId',
  integrationStatus: 'integration.status',
  integrationLatency: 'integration.latency',
  timeToAllHeaders: 'integration.timeToAllHeaders',
  timeToFirstContent: 'integration.timeToFirstContent',
  responseTransferMode: 'integration.responseTransferMode',
} as const;

export const accessLogFormat = (): AccessLogFormat => {
  const variables = Object.entries(FIELDS).map(([name, variable]) => [name, `$context.${variable}`]);
  return AccessLogFormat.custom(JSON.stringify(Object.fromEntries(variables)));
};
