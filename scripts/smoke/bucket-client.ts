import {
  DeleteObjectCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CheckFailed } from './check.ts';
import { orFailed } from './or-failed.ts';

/** `taken`: there is an object of that name, and the writer asked not to take its place. */
export type Put =
  | { readonly outcome: 'written'; readonly version: string }
  | { readonly outcome: 'refused' | 'taken' };

/** `locked` where S3 says that it is the lock; `refused` may also be for want of a right. */
export type Deletion = 'deleted' | 'locked' | 'refused';

export interface NewObject {
  readonly bucket: string;
  readonly name: string;
  /** Only where there is none of that name, by the header `If-None-Match`. */
  readonly once: boolean;
}

export interface ObjectVersion {
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
  /** With the right to step over governance. */
  readonly bypass: boolean;
}

const TEXT = 'Put by the smoke test.';

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && /^AccessDenied/.test(error.name);

/** A conflict is another writer at the same moment, who was first. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && /^(?:PreconditionFailed|ConditionalRequestConflict)$/.test(error.name);

const put = async (s3: S3Client, { bucket, name, once }: NewObject): Promise<Put> => {
  const condition = once ? { IfNoneMatch: '*' } : {};
  try {
    const { VersionId: version } = await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: name, Body: TEXT, ...condition }),
    );
    if (version === undefined) throw new CheckFailed(`the bucket keeps no versions; ${name} is in it now`);
    return { outcome: 'written', version };
  } catch (error) {
    if (isRefusal(error)) return { outcome: 'refused' };
    if (isTaken(error)) return { outcome: 'taken' };
    throw error;
  }
};

const deleteVersion = async (s3: S3Client, asked: ObjectVersion): Promise<Deletion> => {
  const bypass = asked.bypass ? { BypassGovernanceRetention: true } : {};
  try {
    await s3.send(
      new DeleteObjectCommand({
        Bucket: asked.bucket,
        Key: asked.name,
        VersionId: asked.version,
        ...bypass,
      }),
    );
    return 'deleted';
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return /protected by object lock/i.test(error.message) ? 'locked' : 'refused';
  }
};

/** What the smoke test does in the audit bucket. */
export const bucketClient = (s3: S3Client) => ({
  async objectLock(Bucket: string) {
    const call = s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    const { ObjectLockConfiguration } = await orFailed('s3:GetBucketObjectLockConfiguration', Bucket, call);
    const { Mode: mode, Days: days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    return { mode, days };
  },
  put: (object: NewObject) => orFailed('s3:PutObject', object.bucket, put(s3, object)),
  deleteVersion: (asked: ObjectVersion) =>
    orFailed('s3:DeleteObjectVersion', asked.bucket, deleteVersion(s3, asked)),
});
