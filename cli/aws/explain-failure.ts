const NO_CREDENTIALS =
  'There are no AWS credentials here. Sign in first (such as aws sso login), and name the profile with AWS_PROFILE.';
const BAD_CREDENTIALS = 'AWS does not accept these credentials: they are wrong, or have expired.';
const NO_REGION = 'Name the AWS Region with --region or AWS_REGION.';
const UNREACHABLE = 'AWS can’t be reached from here, or does not answer.';
const BUSY = 'AWS asks to slow down. Try again.';

const BY_NAME: Readonly<Record<string, string>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  TokenProviderError: NO_CREDENTIALS,
  MissingAuthenticationToken: NO_CREDENTIALS,
  ExpiredToken: BAD_CREDENTIALS,
  ExpiredTokenException: BAD_CREDENTIALS,
  IncompleteSignature: BAD_CREDENTIALS,
  InvalidClientTokenId: BAD_CREDENTIALS,
  InvalidSignatureException: BAD_CREDENTIALS,
  SignatureDoesNotMatch: BAD_CREDENTIALS,
  UnrecognizedClientException: BAD_CREDENTIALS,
  ThrottlingException: BUSY,
  Throttling: BUSY,
  ProvisionedThroughputExceededException: BUSY,
  RequestLimitExceeded: BUSY,
  TimeoutError: UNREACHABLE,
  AbortError: UNREACHABLE,
};

const UNREACHABLE_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
]);

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** A name that AWS gives to a kind of error, and nothing that could quote anything. */
const plain = (name: string): string => (/^\w{1,64}$/.test(name) ? name : 'unknown');

/**
 * What a failed call of AWS means to whoever sits at the terminal. AWS's own message isn't shown: it may quote items.
 *
 * @param action such as `dynamodb:PutItem`
 * @param subject what it was done to, such as `the table hawthorn-dev-keys`
 */
export const explainFailure = (error: unknown, action: string, subject: string): string => {
  if (!(error instanceof Error)) return `${action} failed.`;
  if (error.message === 'Region is missing') return NO_REGION;
  const known = BY_NAME[error.name];
  if (known !== undefined) return known;
  if (UNREACHABLE_CODES.has(codeOf(error))) return UNREACHABLE;
  if (/^AccessDenied/.test(error.name)) return `These credentials have no right to ${action} on ${subject}.`;
  if (error.name === 'ResourceNotFoundException') return `There is no such thing as ${subject}.`;
  return `${action} on ${subject} failed: ${plain(error.name)}.`;
};
