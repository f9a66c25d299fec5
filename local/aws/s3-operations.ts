import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import type { ObjectFiles, StoredObject } from './object-files.ts';
import { ServiceError } from './service-error.ts';

/** A request for an object, its signature checked. */
interface S3Request {
  readonly bucket: string;
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export type S3Operation = (request: S3Request) => Promise<S3Answer>;

/** What every request of the SDK carries. */
const COMMON = ['x-amz-date', 'x-amz-content-sha256', 'x-amz-user-agent'];

const NOT_DONE = (): ServiceError =>
  new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    501,
  );

const textAt = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** Refuses what S3 may know and the fake doesn't: it would be done otherwise than was asked. */
const only = (headers: IncomingHttpHeaders, allowed: readonly string[]): void => {
  const known = new Set([...COMMON, ...allowed]);
  const other = Object.keys(headers).some(
    (name) => /^(x-amz-|if-|range$|content-md5$)/.test(name) && !known.has(name),
  );
  if (other) throw NOT_DONE();
};

const checksumOf = (bytes: Uint8Array): string => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
};

const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
const checkContent = ({ headers, body }: S3Request): void => {
  const hash = textAt(headers, 'x-amz-content-sha256') ?? '';
  if (hash.startsWith('STREAMING-')) throw NOT_DONE();
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== createHash('sha256').update(body).digest('hex')) {
    throw new ServiceError('XAmzContentSHA256Mismatch', 'The provided hash does not match the content.');
  }
  const checksum = textAt(headers, 'x-amz-checksum-crc32');
  if (checksum !== undefined && checksum !== checksumOf(body)) {
    throw new ServiceError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  }
};

const found = async (files: ObjectFiles, key: string): Promise<StoredObject> => {
  const object = await files.read(key);
  if (object === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
};

const described = ({ bytes, modifiedAt }: StoredObject, headers: IncomingHttpHeaders) => ({
  etag: etagOf(bytes),
  'last-modified': modifiedAt.toUTCString(),
  'content-type': 'application/octet-stream',
  ...(headers['x-amz-checksum-mode'] === 'ENABLED' && {
    'x-amz-checksum-crc32': checksumOf(bytes),
    'x-amz-checksum-type': 'FULL_OBJECT',
  }),
});

const putObject =
  (files: ObjectFiles): S3Operation =>
  async (request) => {
    const { key, headers, body } = request;
    only(headers, ['x-amz-sdk-checksum-algorithm', 'x-amz-checksum-crc32']);
    checkContent(request);
    await files.write(key, body);
    const checksum = { 'x-amz-checksum-crc32': checksumOf(body), 'x-amz-checksum-type': 'FULL_OBJECT' };
    return { status: 200, headers: { etag: etagOf(body), ...checksum } };
  };

const getObject =
  (files: ObjectFiles): S3Operation =>
  async ({ key, headers }) => {
    only(headers, ['x-amz-checksum-mode']);
    const object = await found(files, key);
    return { status: 200, headers: described(object, headers), body: object.bytes };
  };

/** Within the one bucket. */
const copyObject =
  (files: ObjectFiles): S3Operation =>
  async ({ bucket, key, headers }) => {
    only(headers, ['x-amz-copy-source', 'x-amz-metadata-directive']);
    const source = decodeURIComponent(textAt(headers, 'x-amz-copy-source') ?? '').replace(/^\//, '');
    if (!source.startsWith(`${bucket}/`)) {
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
    }
    const from = source.slice(bucket.length + 1);
    if (from === key && headers['x-amz-metadata-directive'] !== 'REPLACE') {
      throw new ServiceError('InvalidRequest', 'This copy request is illegal: it changes nothing.');
    }
    const { bytes } = await found(files, from);
    await files.write(key, bytes);
    const at = (await found(files, key)).modifiedAt.toISOString();
    const xml = `<CopyObjectResult><LastModified>${at}</LastModified><ETag>${etagOf(bytes)}</ETag></CopyObjectResult>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) };
  };

const deleteObject =
  (files: ObjectFiles): S3Operation =>
  async ({ key, headers }) => {
    only(headers, []);
    await files.remove(key);
    return { status: 204, headers: {} };
  };

/** The operation of a request by its method; `undefined` for those that the fake doesn't know. */
export const createS3Operations = (files: ObjectFiles) => {
  const put = putObject(files);
  const copy = copyObject(files);
  const get = getObject(files);
  const remove = deleteObject(files);
  return (method: string, headers: IncomingHttpHeaders): S3Operation | undefined => {
    if (method === 'PUT') return headers['x-amz-copy-source'] === undefined ? put : copy;
    if (method === 'GET' || method === 'HEAD') return get;
    return method === 'DELETE' ? remove : undefined;
  };
};
