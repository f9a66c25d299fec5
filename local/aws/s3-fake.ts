import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type LocalServer, listenLocally } from './local-server.ts';
import { createObjectFiles } from './object-files.ts';
import { createS3Operations, type S3Answer } from './s3-operations.ts';
import { ServiceError } from './service-error.ts';
import { type SignatureFault, signatureFault } from './signature.ts';

/** Far more than Hawthorn stores in one object. */
const MOST_BYTES = 100_000_000;
const MOST_KEY_BYTES = 1_024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const SIGNATURE_FAULTS: Readonly<Record<SignatureFault, readonly [string, string, number]>> = {
  missing: ['AccessDenied', 'Access Denied', 403],
  incomplete: ['AuthorizationHeaderMalformed', 'The authorization header is malformed.', 400],
  'for something else': ['SignatureDoesNotMatch', 'The signature is for something else.', 403],
};

const checkSignature = ({ headers }: IncomingMessage): void => {
  const covering = ['host', 'x-amz-date', 'x-amz-content-sha256'];
  const fault = signatureFault(headers, { signingName: 's3', covering });
  if (fault !== undefined) throw new ServiceError(...SIGNATURE_FAULTS[fault]);
};

/** The bucket and the key in a path such as `/bucket/a/key`. */
const placeOf = (path: string): { readonly bucket: string; readonly key: string } => {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  return { bucket, key: decodeURIComponent(key) };
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const { method, headers } = request;
  if (method === 'PUT' && headers['content-length'] === undefined) {
    throw new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (Number(headers['content-length'] ?? 0) > MOST_BYTES) {
    throw new ServiceError('EntityTooLarge', 'Your proposed upload is too large.');
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const answerWith =
  (bucketName: string, operationOf: ReturnType<typeof createS3Operations>) =>
  async (request: IncomingMessage): Promise<S3Answer> => {
    const { method = '', headers } = request;
    // By hand: `URL` would resolve the dots in a key.
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    checkSignature(request);
    const { bucket, key } = placeOf(path);
    const operation = operationOf(method, headers);
    // Whatever else stands in a query names an operation of its own, such as `?acl`.
    const plain = [...new URLSearchParams(query).keys()].every((name) => name === 'x-id');
    if (key === '' || operation === undefined || !plain) {
      throw new ServiceError('NotImplemented', 'The fake knows no such operation.', 501);
    }
    if (bucket !== bucketName) {
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
    }
    if (Buffer.byteLength(key) > MOST_KEY_BYTES) {
      throw new ServiceError('KeyTooLongError', 'Your key is too long');
    }
    return await operation({ bucket, key, headers, body: await readBody(request) });
  };

const refusal = (error: unknown): S3Answer => {
  const known = error instanceof ServiceError ? error : undefined;
  const { name, message, status } = known ?? new ServiceError('InternalError', 'The fake failed.', 500);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${name}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) };
};

const send = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: S3Answer,
): void => {
  const length = body === undefined ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...headers, ...length, 'x-amz-request-id': randomUUID() });
  response.end(request.method === 'HEAD' ? undefined : body);
};

/**
 * S3, as far as Hawthorn uses it: `PutObject`, `GetObject`, `HeadObject`, `DeleteObject` and `CopyObject` in one bucket,
 * which is named in the path. Each object is a file that only its owner can read.
 *
 * What it does not do: check that signatures are right, making buckets, listing, versions, metadata, conditions, ranges,
 * parts, chunked uploads, checksums but CRC32, policies, encryption, rules of expiry. What it doesn't do it refuses.
 */
export const startS3Fake = (folder: string, bucket: string): Promise<LocalServer> => {
  const answer = answerWith(bucket, createS3Operations(createObjectFiles(folder)));
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = await answer(request).catch(refusal);
    send(request, response, given);
    // A body that was refused unread.
    request.resume();
  };
  return listenLocally(
    createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    }),
  );
};
