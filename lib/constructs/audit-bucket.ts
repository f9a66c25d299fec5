import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectLockRetention,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { auditBucketPolicy } from './audit-bucket-policy.ts';
import { PRIVATE_BUCKET, pinBucket } from './private-bucket.ts';

export interface AuditBucketProps {
  readonly encryptionKey: IKey;
  readonly retention: Stage['audit'];
  readonly removalPolicy: RemovalPolicy;
  readonly kept: boolean;
}

/** From here on it is rarely read. A class that answers at once: whoever verifies the audit reads all of it. */
const COLD_AFTER_DAYS = 90;
/** What the lock keeps goes some time after the lock does, never with it. */
const MARGIN_DAYS = 30;

/**
 * The lock counts from when a version was written, and no rule here removes a version before its lock ends: S3 passes
 * over what is locked. So the time for versions that were hidden can be short.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-lifecycle
 */
const lifecycle = ({ days }: Stage['audit']): LifecycleRule[] => [
  {
    id: 'Archive',
    ...(days > COLD_AFTER_DAYS && {
      transitions: [
        {
          storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
          transitionAfter: Duration.days(COLD_AFTER_DAYS),
        },
      ],
    }),
    expiration: Duration.days(days + MARGIN_DAYS),
    noncurrentVersionExpiration: Duration.days(MARGIN_DAYS),
    abortIncompleteMultipartUploadAfter: Duration.days(1),
  },
  { id: 'Remains', expiredObjectDeleteMarker: true },
];

/**
 * The archive of the audit, under Object Lock: each version is kept for the stage's days, whoever wants it gone.
 * Nothing writes to it yet.
 */
export class AuditBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: AuditBucketProps) {
    super(scope, id);
    const duration = Duration.days(props.retention.days);
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention[props.retention.lock](duration),
      lifecycleRules: lifecycle(props.retention),
      removalPolicy: props.removalPolicy,
    });
    for (const statement of auditBucketPolicy(this.bucket, props.encryptionKey.keyArn, props.kept))
      this.bucket.addToResourcePolicy(statement);
    pinBucket(this.bucket, 'AuditBucket', props.removalPolicy);
  }
}
