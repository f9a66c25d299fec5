import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PRIVATE_BUCKET, pinBucket } from './private-bucket.ts';

export interface StateBucketProps {
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** How long rows live after they were last written or renewed. */
  readonly vaultDays: number;
}

/**
 * The row is the truth, and no object may go before the row that refers to it. S3 counts from when an object was written
 * and knows nothing of rows, so whoever gives a row more time first gives it to its object, by writing it anew
 * (`lambda/state/large-objects.ts`). What nobody used for so long, and what a broken write left behind, goes by itself.
 */
const MARGIN_DAYS = 3;

/**
 * What is too large for a row of the state table, under the names of the rows. Each object is sealed under its tenant's
 * key before it comes here, as the rows are.
 */
export class StateBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      // One call to KMS for many objects instead of one for each.
      bucketKeyEnabled: true,
      versioned: false,
      lifecycleRules: [
        {
          expiration: Duration.days(props.vaultDays + MARGIN_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: props.removalPolicy,
    });
    pinBucket(this.bucket, 'StateBucket', props.removalPolicy);
  }
}
