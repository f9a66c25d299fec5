import type { StoreFailure } from '../audit/audit-store.ts';

type Service = 'DynamoDB' | 'KMS' | 'S3' | 'Secrets Manager';

/** What leaves an adapter instead of the SDK's error, whose message may quote items, keys and names. */
class AwsFailure extends Error {
  override readonly name = 'AwsFailure';

  constructor(service: Service) {
    super(`${service} did not give a usable answer.`);
  }
}

/** Runs a call of the SDK, with the reading of its answer; anything thrown becomes an `AwsFailure`. */
export const orAwsFailure = async <T>(service: Service, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch {
    throw new AwsFailure(service);
  }
};

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TooManyRequestsException',
]);

/** The request has not left this machine. */
const UNREACHABLE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const isConditionFailure = (error: unknown): boolean =>
  member(error, 'name') === 'ConditionalCheckFailedException';

/** S3 has no such object. */
export const isNoSuchKey = (error: unknown): boolean => member(error, 'name') === 'NoSuchKey';

/**
 * What a failed write means. The SDK tells of its last try only: when there were several, an earlier one may have
 * arrived, so that nothing is sure. Nor is it after a 5xx, a time-out or a broken connection.
 */
export const classifyWrite = (error: unknown): StoreFailure => {
  const metadata = member(error, '$metadata');
  const attempts = member(metadata, 'attempts');
  if (typeof attempts === 'number' && attempts > 1) return 'ambiguous';
  if (THROTTLED.has(textOf(member(error, 'name')))) return 'throttled';
  if (UNREACHABLE.has(textOf(member(error, 'code')))) return 'unreachable';
  const status = member(metadata, 'httpStatusCode');
  const refused = typeof status === 'number' && status >= 400 && status < 500;
  return refused && member(error, '$fault') === 'client' ? 'refused' : 'ambiguous';
};

/** Names that AWS gives to a caller whom it doesn't let in; in the JSON protocols they come with status 400. */
const NOT_LET_IN: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnrecognizedClientException',
]);

/** The SDK's own, and those of Node for a connection that was not made or broke. */
const GIVEN_UP: ReadonlySet<string> = new Set(['TimeoutError', 'AbortError']);
const BROKEN: ReadonlySet<string> = new Set([
  ...UNREACHABLE,
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/**
 * What a failed question means. `busy`: asked again, it may be answered. `shut`: nobody is let in who asks like this.
 * `refused`: this question gets no answer, or one that can't be read.
 */
export const classifyQuestion = (error: unknown): 'busy' | 'shut' | 'refused' => {
  const name = textOf(member(error, 'name'));
  const status = member(member(error, '$metadata'), 'httpStatusCode');
  if (NOT_LET_IN.has(name) || status === 401 || status === 403) return 'shut';
  const passing = THROTTLED.has(name) || status === 429 || (typeof status === 'number' && status >= 500);
  const broken = GIVEN_UP.has(name) || BROKEN.has(textOf(member(error, 'code')));
  return passing || broken ? 'busy' : 'refused';
};
