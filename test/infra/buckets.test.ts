import { describe, expect, test } from 'vitest';
import type { Stage } from '../../lib/stage.ts';
import { allowancesOf, denialsOf, deniedToAll } from './resource-policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

type Properties = Record<string, unknown>;

const prod = synthesise(stageNamed('prod')).data;
const dev = synthesise(stageNamed('dev')).data;

const bucketOf = (template: typeof prod, id: string): Properties =>
  propertiesOf(template, 'AWS::S3::Bucket')[id]!;
const policyOf = (template: typeof prod, id: string): unknown =>
  propertiesOf(template, 'AWS::S3::BucketPolicy')[`${id}Policy`]!['PolicyDocument'];
const rulesOf = (bucket: Properties) =>
  (bucket['LifecycleConfiguration'] as { Rules: readonly Properties[] }).Rules;

const BUCKETS = ['AccessLogBucket', 'AuditBucket', 'StateBucket'];

describe('every bucket', () => {
  test('is one of these', () => {
    expect(Object.keys(prod.findResources('AWS::S3::Bucket')).toSorted()).toEqual(BUCKETS);
    expect(Object.keys(dev.findResources('AWS::S3::Bucket')).toSorted()).toEqual(BUCKETS.slice(1));
  });

  test.each(BUCKETS)('%s is closed to the public and belongs to the account alone', (id) => {
    expect(bucketOf(prod, id)).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test.each(BUCKETS)('%s is reached over TLS only', (id) => {
    expect(denialsOf(policyOf(prod, id), 's3:*')).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]);
  });

  test.each([
    ['AuditBucket', 'AuditKey'],
    ['StateBucket', 'StorageKey'],
  ])('%s encrypts by %s, with few calls to it', (id, key) => {
    expect(bucketOf(prod, id)['BucketEncryption']).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] },
          },
        },
      ],
    });
  });
});

describe('the state bucket', () => {
  test.each([
    ['prod', prod, 93],
    ['dev', dev, 10],
  ] as const)(
    'of %s drops objects some days after the last row that may refer to them',
    (name, stack, days) => {
      expect(rulesOf(bucketOf(stack, 'StateBucket'))).toMatchObject([
        {
          Status: 'Enabled',
          ExpirationInDays: days,
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ]);
      expect(days).toBeGreaterThan(stageNamed(name).vaultDays);
    },
  );

  test('keeps no version and no copy of what a client deleted', () => {
    expect(bucketOf(prod, 'StateBucket')).not.toHaveProperty('VersioningConfiguration');
    expect(bucketOf(prod, 'StateBucket')).not.toHaveProperty('ReplicationConfiguration');
  });
});

describe('the archive of the audit', () => {
  test.each([
    ['prod', prod, 'COMPLIANCE'],
    ['dev', dev, 'GOVERNANCE'],
  ] as const)('of %s locks every version for as long as the stage says', (name, stack, mode) => {
    expect(bucketOf(stack, 'AuditBucket')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: mode, Days: stageNamed(name).audit.days } },
      },
    });
  });

  test.each([1, 90, 91, 2192, 36_500])('locked for %i days, it drops nothing before that', (days) => {
    const stage: Stage = { ...stageNamed('prod'), audit: { lock: 'compliance', days } };
    const rules = rulesOf(bucketOf(synthesise(stage).data, 'AuditBucket'));
    const expiries = rules.flatMap((rule) => rule['ExpirationInDays'] ?? []);
    expect(expiries).toEqual([days + 30]);
    const colder = rules.flatMap((rule) => (rule['Transitions'] ?? []) as Properties[]);
    expect(colder).toEqual(days > 90 ? [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] : []);
  });

  test.each([
    ['prod', prod],
    ['dev', dev],
  ])('of %s: nobody hides an object or gives it another retention', (_, stack) => {
    expect(deniedToAll(policyOf(stack, 'AuditBucket'))).toEqual(
      expect.arrayContaining(['s3:DeleteObject', 's3:PutObjectRetention']),
    );
  });

  test('where data is kept, nobody deletes a version either, not even past governance', () => {
    const versions = ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'];
    expect(deniedToAll(policyOf(prod, 'AuditBucket'))).toEqual(expect.arrayContaining(versions));
    expect(deniedToAll(policyOf(dev, 'AuditBucket')).filter((one) => versions.includes(one))).toEqual([]);
  });

  test('where data is kept, only a deployment changes lock, versions and expiry', () => {
    const actions = [
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketVersioning',
      's3:PutLifecycleConfiguration',
    ];
    for (const action of actions) {
      const [denial, ...others] = denialsOf(policyOf(prod, 'AuditBucket'), action);
      expect(JSON.stringify(denial?.['ArnNotLike'])).toContain(':role/cdk-*-cfn-exec-role-*');
      expect(others).toEqual([]);
      expect(denialsOf(policyOf(dev, 'AuditBucket'), action)).toEqual([]);
    }
  });

  test('takes one object under a name, encrypted by the audit key or not at all', () => {
    const algorithm = 's3:x-amz-server-side-encryption';
    const key = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    expect(denialsOf(policyOf(prod, 'AuditBucket'), 's3:PutObject')).toEqual([
      { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      { Null: { [algorithm]: 'false' }, StringNotEquals: { [algorithm]: 'aws:kms' } },
      {
        Null: { [key]: 'false' },
        StringNotEquals: { [key]: { 'Fn::GetAtt': ['AuditKey', 'Arn'] } },
      },
      { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
    ]);
  });
});

describe('the log of who asked for which object', () => {
  test.each([
    ['AuditBucket', 'audit/'],
    ['StateBucket', 'state/'],
  ])('is written for %s where data is kept', (id, prefix) => {
    expect(bucketOf(prod, id)['LoggingConfiguration']).toEqual({
      DestinationBucketName: { Ref: 'AccessLogBucket' },
      LogFilePrefix: prefix,
    });
    expect(bucketOf(dev, id)).not.toHaveProperty('LoggingConfiguration');
  });

  test('is written by S3 alone, for these buckets alone', () => {
    const writers = allowancesOf(policyOf(prod, 'AccessLogBucket'), 's3:PutObject');
    expect(writers.map(({ Principal }) => Principal)).toEqual([
      { Service: 'logging.s3.amazonaws.com' },
      { Service: 'logging.s3.amazonaws.com' },
    ]);
    expect(writers.map(({ Condition }) => Condition?.['ArnLike']?.['aws:SourceArn'])).toEqual([
      { 'Fn::GetAtt': ['StateBucket', 'Arn'] },
      { 'Fn::GetAtt': ['AuditBucket', 'Arn'] },
    ]);
  });

  test('is kept as long as other logs, and deleted by nobody', () => {
    const log = bucketOf(prod, 'AccessLogBucket');
    expect(log['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(rulesOf(log)).toMatchObject([{ ExpirationInDays: stageNamed('prod').logDays }]);
    expect(deniedToAll(policyOf(prod, 'AccessLogBucket'))).toEqual([
      's3:DeleteObject',
      's3:DeleteObjectVersion',
    ]);
  });
});
