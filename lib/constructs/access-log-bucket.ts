import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PRIVATE_BUCKET, pinBucket } from './private-bucket.ts';

export interface AccessLogBucketProps {
  /** As long as the other logs. */
  readonly days: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

const DELETED_DAYS = 30;

/**
 * Where S3 writes down who asked for which object of the other buckets: names of objects, which hold no words of a
 * caller, and never what is in them. Encrypted by S3's own key, since S3 delivers to no bucket under a key of ours.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export class AccessLogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [
        {
          ...(props.days !== RetentionDays.INFINITE && { expiration: Duration.days(props.days) }),
          noncurrentVersionExpiration: Duration.days(DELETED_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: props.removalPolicy,
    });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'KeepAsWritten',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    pinBucket(this.bucket, 'AccessLogBucket', props.removalPolicy);
  }

  /** Has S3 write down what is asked of a bucket, under a prefix that ends in a slash. */
  record(bucket: Bucket, prefix: string): void {
    const resource = bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error('There is no bucket to write down.');
    resource.loggingConfiguration = { destinationBucketName: this.bucket.bucketName, logFilePrefix: prefix };
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${prefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': bucket.bucketArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
  }
}
