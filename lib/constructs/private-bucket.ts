import type { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, type Bucket, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { pinLogicalId } from './pin-logical-id.ts';

/** What holds for every bucket: closed to the public, the account's alone, reached over TLS only. */
export const PRIVATE_BUCKET = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
} satisfies BucketProps;

/** Pins a bucket, and its policy as long as the bucket: what is kept must not lose the rules that it is kept by. */
export const pinBucket = (bucket: Bucket, logicalId: string, removalPolicy: RemovalPolicy): void => {
  const { policy } = bucket;
  if (policy === undefined) throw new Error(`${logicalId} has no policy to keep.`);
  policy.applyRemovalPolicy(removalPolicy);
  pinLogicalId(policy, `${logicalId}Policy`);
  pinLogicalId(bucket, logicalId);
};
