import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * What nobody may do with the audit's archive, whatever rights a role has. Object Lock guards what has been written;
 * these keep what will be written from escaping it, and keep readers from being misled.
 */

type Conditions = Record<string, Record<string, unknown>>;

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

const deny = (sid: string, actions: string[], resources: string[], conditions: Conditions = {}) =>
  new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    resources,
    conditions,
  });

/**
 * No retention but the bucket's own, neither shorter nor for ever; and no deletion that hides an object. What must be
 * kept for longer, as for a court, gets a legal hold.
 */
const keepAsWritten = (objects: string): PolicyStatement =>
  deny('KeepAsWritten', ['s3:DeleteObject', 's3:PutObjectRetention'], [objects]);

/**
 * No second object under a name, which would take the place of the first for whoever reads by name alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
const writeOnce = (objects: string): PolicyStatement =>
  deny('WriteOnce', ['s3:PutObject'], [objects], {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  });

/** No other key than the bucket's: one that its writer can delete, or never shows, would take the object with it. */
const underTheBucketsKey = (objects: string, keyArn: string): PolicyStatement[] => [
  deny('EncryptByKms', ['s3:PutObject'], [objects], {
    Null: { [ALGORITHM]: 'false' },
    StringNotEquals: { [ALGORITHM]: 'aws:kms' },
  }),
  deny('EncryptByTheAuditKey', ['s3:PutObject'], [objects], {
    Null: { [KEY]: 'false' },
    StringNotEquals: { [KEY]: keyArn },
  }),
  deny('EncryptByNoKeyOfTheCaller', ['s3:PutObject'], [objects], {
    Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' },
  }),
];

/** Not even with the right to step over governance: that takes a deployment which changes this policy first. */
const keepVersions = (objects: string): PolicyStatement =>
  deny('KeepVersions', ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'], [objects]);

/** A shorter retention for what comes is set by a deployment, which is reviewed, or not at all. */
const deploymentsAlone = (bucket: Bucket): PolicyStatement => {
  const { partition, account } = Stack.of(bucket);
  return deny(
    'RetentionByDeployment',
    ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'],
    [bucket.bucketArn],
    // The role that the CDK's bootstrap makes for CloudFormation.
    { ArnNotLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/cdk-*-cfn-exec-role-*` } },
  );
};

/**
 * The bucket's policy. In a stage that isn't `kept`, versions may be deleted by those whom governance lets, since a
 * bucket that can't be emptied can't be removed.
 */
export const auditBucketPolicy = (bucket: Bucket, keyArn: string, kept: boolean): PolicyStatement[] => {
  const objects = bucket.arnForObjects('*');
  return [
    keepAsWritten(objects),
    writeOnce(objects),
    ...underTheBucketsKey(objects, keyArn),
    ...(kept ? [keepVersions(objects), deploymentsAlone(bucket)] : []),
  ];
};
