import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalServer } from '../../../../local/aws/local-server.ts';
import { startS3Fake } from '../../../../local/aws/s3-fake.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const Bucket = 'hawthorn-state';
const KEY = 'clinic/response/resp_1/record/abc';

let folder: ReturnType<typeof temporaryFolder>;
let s3: LocalServer;
let client: S3Client;

const connect = async () => {
  s3 = await startS3Fake(folder.path, Bucket);
  client = new S3Client({
    endpoint: s3.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
};
const put = (body: Uint8Array, key = KEY) =>
  client.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
const get = async (key = KEY) => {
  const { Body: body, ...rest } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
  return { bytes: Buffer.from((await body?.transformToByteArray()) ?? []), ...rest };
};
const remove = (key = KEY) => client.send(new DeleteObjectCommand({ Bucket, Key: key }));
const MISSING = { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } };

beforeEach(async () => {
  folder = temporaryFolder();
  await connect();
});
afterEach(async () => {
  client.destroy();
  await s3.close();
  folder.remove();
});

describe('the S3 fake', () => {
  it('gives an object as it was put, also megabytes, and after a restart', async () => {
    const bytes = randomBytes(4_000_000);
    await put(bytes);
    client.destroy();
    await s3.close();
    await connect();
    const given = await get();
    expect(given.bytes.equals(bytes)).toBe(true);
    expect(given.ContentLength).toBe(bytes.length);
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: KEY }))).toMatchObject({
      ContentLength: bytes.length,
      ETag: given.ETag,
    });
  });

  it('puts an object in the place of another, and deletes it', async () => {
    await put(Buffer.from('one'));
    await put(Buffer.from('two'));
    expect((await get()).bytes.toString()).toBe('two');
    await remove();
    await expect(get()).rejects.toMatchObject(MISSING);
    await remove();
  });

  it('keeps keys apart that would be the same file, and stays in its folder', async () => {
    const keys = ['a/b', 'a/b/', 'a//b', 'a/../a/b', '../../outside', 'A/B', 'ü'.repeat(400)];
    for (const key of keys) await put(Buffer.from(key), key);
    for (const key of keys) expect((await get(key)).bytes.toString()).toBe(key);
    expect(readdirSync(folder.path)).toHaveLength(keys.length);
  });

  it('copies an object onto itself only where something changes, and its time begins anew', async () => {
    await put(Buffer.from('one'));
    const before = (await get()).LastModified?.getTime() ?? 0;
    const itself = { Bucket, Key: KEY, CopySource: `${Bucket}/${KEY}` };
    await expect(client.send(new CopyObjectCommand(itself))).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await delay(1_100);
    await client.send(new CopyObjectCommand({ ...itself, MetadataDirective: 'REPLACE' }));
    const after = await get();
    expect(after.bytes.toString()).toBe('one');
    expect(after.LastModified?.getTime()).toBeGreaterThan(before);
  });

  it('knows no object, no source and no bucket that is not there', async () => {
    await expect(get()).rejects.toMatchObject(MISSING);
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: KEY }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    const copy = { Bucket, Key: KEY, MetadataDirective: 'REPLACE' } as const;
    await expect(
      client.send(new CopyObjectCommand({ ...copy, CopySource: `${Bucket}/none` })),
    ).rejects.toMatchObject(MISSING);
    const elsewhere = { name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } };
    await expect(
      client.send(new CopyObjectCommand({ ...copy, CopySource: 'other/key' })),
    ).rejects.toMatchObject(elsewhere);
    await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key: KEY }))).rejects.toMatchObject(
      elsewhere,
    );
  });

  it('refuses what it cannot do', async () => {
    await put(Buffer.from('one'));
    const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    const commands = [
      client.send(new ListObjectsV2Command({ Bucket })),
      client.send(new GetObjectCommand({ Bucket, Key: KEY, Range: 'bytes=0-1' })),
      client.send(new GetObjectCommand({ Bucket, Key: KEY, VersionId: '1' })),
      client.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'x', IfNoneMatch: '*' })),
      client.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'x', Metadata: { a: 'b' } })),
      client.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'x', ServerSideEncryption: 'AES256' })),
    ];
    for (const command of commands) await expect(command).rejects.toMatchObject(refused);
    await expect(put(Buffer.from('x'), 'k'.repeat(1_025))).rejects.toMatchObject({ name: 'KeyTooLongError' });
    expect((await get()).bytes.toString()).toBe('one');
  });

  it('keeps objects where only the owner can read them', async () => {
    await put(Buffer.from('one'));
    const modes = readdirSync(folder.path).map((name) => statSync(`${folder.path}/${name}`).mode & 0o777);
    expect(modes).toEqual([0o600]);
  });
});

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20261115/us-east-1/s3/aws4_request, ' +
  `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${'0'.repeat(64)}`;
const HEADERS = {
  authorization: SIGNED,
  'x-amz-date': '20261115T120000Z',
  'x-amz-content-sha256': EMPTY_HASH,
};

describe('a request by hand', () => {
  const call = async (headers: Record<string, string>, init: RequestInit = {}) => {
    const sent = Object.fromEntries(
      Object.entries({ ...HEADERS, ...headers }).filter(([, value]) => value !== ''),
    );
    const answer = await fetch(`${s3.url}/${Bucket}/${KEY}`, { method: 'PUT', headers: sent, ...init });
    return { status: answer.status, text: await answer.text() };
  };

  it('is taken when all is in order', async () => {
    expect(await call({})).toMatchObject({ status: 200 });
  });

  it.each([
    ['no signature', { authorization: '' }, 403, 'AccessDenied'],
    ['another scheme', { authorization: 'Bearer x' }, 400, 'AuthorizationHeaderMalformed'],
    ['no date', { 'x-amz-date': '' }, 400, 'AuthorizationHeaderMalformed'],
    ['the date of another day', { 'x-amz-date': '20261116T120000Z' }, 403, 'SignatureDoesNotMatch'],
    [
      'a signature for another service',
      { authorization: SIGNED.replace('/s3/', '/kms/') },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'an unsigned content',
      { authorization: SIGNED.replace(';x-amz-content-sha256', '') },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'the hash of another content',
      { 'x-amz-content-sha256': '0'.repeat(64) },
      400,
      'XAmzContentSHA256Mismatch',
    ],
    ['the checksum of another content', { 'x-amz-checksum-crc32': 'BgsXgA==' }, 400, 'BadDigest'],
    ['a checksum of another kind', { 'x-amz-checksum-sha1': 'x' }, 501, 'NotImplemented'],
    [
      'content in signed chunks',
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      501,
      'NotImplemented',
    ],
  ])('is refused with %s', async (_, headers, status, code) => {
    const answer = await call(headers);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  it.each([
    ['without a length', { 'transfer-encoding': 'chunked' }, 411],
    ['with one that is too large', { 'content-length': '100000001' }, 400],
  ])('is refused %s, before its content comes', async (_, headers, status) => {
    const asked = request(`${s3.url}/${Bucket}/${KEY}`, {
      method: 'PUT',
      headers: { ...HEADERS, ...headers },
    });
    asked.flushHeaders();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    asked.destroy();
    expect(answer.statusCode).toBe(status);
  });
});
