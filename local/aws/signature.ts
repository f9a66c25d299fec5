import type { IncomingHttpHeaders } from 'node:http';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[\w-]{1,128}\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

export interface ExpectedSignature {
  /** The service's name in the credential scope, such as `kms`. */
  readonly signingName: string;
  /** Headers that it must cover, in lower case. */
  readonly covering: readonly string[];
}

export type SignatureFault = 'missing' | 'incomplete' | 'for something else';

/** The form of a signature and what it covers; whether it is the right one is not checked. */
export const signatureFault = (
  headers: IncomingHttpHeaders,
  { signingName, covering }: ExpectedSignature,
): SignatureFault | undefined => {
  const { authorization, 'x-amz-date': date } = headers;
  if (authorization === undefined) return 'missing';
  const [, day, , service, signed = ''] = AUTHORIZATION.exec(authorization) ?? [];
  if (day === undefined || typeof date !== 'string' || !/^\d{8}T\d{6}Z$/.test(date)) return 'incomplete';
  const covered = signed.split(';');
  const whole = covering.every((name) => covered.includes(name));
  return service === signingName && date.startsWith(day) && whole ? undefined : 'for something else';
};
