import { createServer, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3LargeObjects } from '../../../lambda/aws/s3-large-objects.ts';
import type { LargeObjects } from '../../../lambda/state/large-objects.ts';
import { type LocalServer, listenLocally } from '../../../local/aws/local-server.ts';
import { GOING_ON } from '../../support/identities.ts';

const CONTENT = Buffer.alloc(1_000, 7);
const LIMITS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000, maxAttempts: 1 };

const checksum = (): string => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(CONTENT));
  return sum.toString('base64');
};
const head = (change: Record<string, string | number> = {}) => ({
  etag: '"x"',
  'content-length': CONTENT.length,
  'x-amz-request-id': 'made-up',
  'x-amz-checksum-crc32': checksum(),
  'x-amz-checksum-type': 'FULL_OBJECT',
  ...change,
});

let answer: (response: ServerResponse) => void;
let server: LocalServer;
let objects: LargeObjects;

beforeAll(async () => {
  server = await listenLocally(
    createServer((request, response) => {
      request.resume();
      answer(response);
    }),
  );
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_S3: server.url,
  });
  objects = createS3LargeObjects('bucket', LIMITS);
});
afterAll(() => server.close());

const get = (bytes = CONTENT.length, signal = GOING_ON) => objects.get('clinic/a', bytes, signal);

describe('a large object', () => {
  it('comes back whole', async () => {
    answer = (response) => void response.writeHead(200, head()).end(CONTENT);
    expect(Buffer.from(await get()).equals(CONTENT)).toBe(true);
  });

  const failures: readonly [string, (response: ServerResponse) => void][] = [
    [
      'breaks off',
      (response) => {
        response.writeHead(200, head()).write(CONTENT.subarray(0, 500));
        setTimeout(() => response.socket?.destroy(), 20);
      },
    ],
    [
      'has another checksum',
      (response) => void response.writeHead(200, head({ 'x-amz-checksum-crc32': 'AAAAAA==' })).end(CONTENT),
    ],
    [
      'is longer than what was stored',
      (response) => void response.writeHead(200, head({ 'content-length': 1_001 })).end(Buffer.alloc(1_001)),
    ],
    ['is not there', (response) => void response.writeHead(404, { 'x-amz-request-id': 'made-up' }).end()],
    [
      'comes from who knows where',
      (response) => void response.writeHead(200, { 'content-length': 1_000 }).end(CONTENT),
    ],
  ];
  it.each(failures)('fails when it %s', async (_, how) => {
    answer = how;
    await expect(get()).rejects.toThrow('S3 did not give a usable answer');
  });

  it('fails in time when its content stops coming', async () => {
    answer = (response) => void response.writeHead(200, head()).write(CONTENT.subarray(0, 500));
    await expect(get(CONTENT.length, AbortSignal.timeout(100))).rejects.toThrow('S3 did not give');
  });
});
