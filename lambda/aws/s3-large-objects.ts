import { addAbortSignal, Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { LargeObjects } from '../state/large-objects.ts';
import { required } from './attributes.ts';
import { isNoSuchKey, orAwsFailure } from './aws-failure.ts';
import { type AwsLimits, clientSettings } from './clients.ts';

/** Megabytes take longer than what fits into an item. */
const LIMITS: AwsLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 8_000, maxAttempts: 3 };

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** Throws unless S3 itself answered: most of its answers say nothing but "done". */
const proven = <T extends Answer>(output: T): T => {
  required(output.$metadata.requestId);
  return output;
};

/**
 * What is too large for the state table, in S3. Most functions never meet such a thing, so the client is loaded when the
 * first one does. At an endpoint that is an IP address, as on a laptop, the SDK puts the bucket into the path.
 */
export const createS3LargeObjects = (bucket: string, limits: AwsLimits = LIMITS): LargeObjects => {
  let made: S3Client | undefined;
  const open = async () => {
    const sdk = await import('./s3-sdk.ts');
    made ??= new sdk.S3Client(clientSettings(limits));
    return { sdk, client: made };
  };

  return {
    put: (name, bytes, signal) =>
      orAwsFailure('S3', async () => {
        const { sdk, client } = await open();
        const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes });
        required(proven(await client.send(command, { abortSignal: signal })).ETag);
      }),
    get: (name, bytes, signal) =>
      orAwsFailure('S3', async () => {
        const { sdk, client } = await open();
        const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: name });
        const { Body: body, ContentLength: length } = proven(
          await client.send(command, { abortSignal: signal }),
        );
        if (body instanceof Readable) addAbortSignal(signal, body);
        if (length === bytes) return await required(body).transformToByteArray();
        if (body instanceof Readable) body.destroy();
        throw new Error('An object has another length than what was stored.');
      }),
    renew: (name, signal) =>
      orAwsFailure('S3', async () => {
        const { sdk, client } = await open();
        // A copy of an object onto itself is a new one to the bucket's rules of expiry; S3 demands that it changes.
        const command = new sdk.CopyObjectCommand({
          Bucket: bucket,
          Key: name,
          CopySource: `${bucket}/${name}`,
          MetadataDirective: 'REPLACE',
        });
        try {
          required(proven(await client.send(command, { abortSignal: signal })).CopyObjectResult?.ETag);
        } catch (error) {
          if (!isNoSuchKey(error)) throw error;
        }
      }),
    delete: (name, signal) =>
      orAwsFailure('S3', async () => {
        const { sdk, client } = await open();
        const command = new sdk.DeleteObjectCommand({ Bucket: bucket, Key: name });
        proven(await client.send(command, { abortSignal: signal }));
      }),
  };
};
