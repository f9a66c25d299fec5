import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { TABLES } from '../../lambda/contract/tables.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const prod = synthesise(stageNamed('prod')).data;
const dev = synthesise(stageNamed('dev')).data;

const STATEFUL = [
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::Secret',
];
const STORAGE_KEY = { 'Fn::GetAtt': ['StorageKey', 'Arn'] };

describe('tables', () => {
  test.each([
    ['KeysTable', TABLES.keys],
    ['VaultTable', TABLES.vault],
    ['StateTable', TABLES.state],
    ['AuditTable', TABLES.audit],
    ['LimitsTable', TABLES.limits],
    ['SpansTable', TABLES.spans],
  ])('%s has the shape that the functions expect', (id, shape) => {
    const keys: Record<'AttributeName' | 'KeyType', string>[] = [
      { AttributeName: shape.partitionKey, KeyType: 'HASH' },
    ];
    if ('sortKey' in shape) keys.push({ AttributeName: shape.sortKey, KeyType: 'RANGE' });
    const properties = propertiesOf(prod, 'AWS::DynamoDB::Table')[id];
    expect(properties?.['KeySchema']).toEqual(keys);
    expect(properties?.['AttributeDefinitions']).toEqual(
      keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
    );
    expect(properties?.['TimeToLiveSpecification']).toEqual(
      'ttl' in shape ? { AttributeName: shape.ttl, Enabled: true } : undefined,
    );
  });

  test('there is no table beside those of the contract', () => {
    expect(Object.keys(propertiesOf(prod, 'AWS::DynamoDB::Table'))).toHaveLength(Object.keys(TABLES).length);
  });

  test('each is encrypted by our own key, recoverable to any second, and paid by request', () => {
    prod.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: STORAGE_KEY },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(prod).toBeDefined();
  });

  test('production tables refuse to be deleted, those of development do not', () => {
    prod.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    dev.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
    expect(dev).toBeDefined();
  });
});

describe('what holds data', () => {
  test.each(STATEFUL)('%s outlives the stack in production and goes with it in development', (type) => {
    prod.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    dev.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(Object.keys(prod.findResources(type))).not.toHaveLength(0);
  });

  test('has logical ids that do not follow from the place in the code', () => {
    const named = STATEFUL.filter((type) => type !== 'AWS::SecretsManager::Secret');
    const ids = named.flatMap((type) => Object.keys(prod.findResources(type)));
    expect(ids.toSorted()).toEqual([
      'AuditTable',
      'KeysTable',
      'LimitsTable',
      'SpansTable',
      'StateBucket',
      'StateBucketPolicy',
      'StateTable',
      'StorageKey',
      'TenantsKey',
      'VaultTable',
    ]);
  });
});

describe('the state bucket', () => {
  const bucket = propertiesOf(prod, 'AWS::S3::Bucket')['StateBucket']!;

  test('encrypts by our own key, with few calls to it', () => {
    expect(bucket['BucketEncryption']).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: STORAGE_KEY },
        },
      ],
    });
  });

  test('is closed to the public, belongs to the account alone, and is reached over TLS only', () => {
    expect(bucket).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const { Statement } = propertiesOf(prod, 'AWS::S3::BucketPolicy')['StateBucketPolicy']![
      'PolicyDocument'
    ] as { Statement: Record<string, unknown>[] };
    expect(Statement.map(({ Effect, Action, Condition }) => ({ Effect, Action, Condition }))).toEqual([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });

  test.each([
    ['prod', prod, 93],
    ['dev', dev, 10],
  ] as const)(
    'of %s drops objects some days after the last row that may refer to them',
    (name, stack, days) => {
      expect(propertiesOf(stack, 'AWS::S3::Bucket')['StateBucket']).toMatchObject({
        LifecycleConfiguration: {
          Rules: [
            {
              Status: 'Enabled',
              ExpirationInDays: days,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
      });
      expect(days).toBeGreaterThan(stageNamed(name).vaultDays);
    },
  );

  test('is the only one, and no version in it survives a deletion', () => {
    expect(Object.keys(prod.findResources('AWS::S3::Bucket'))).toEqual(['StateBucket']);
    expect(bucket).not.toHaveProperty('VersioningConfiguration');
    expect(bucket).not.toHaveProperty('ReplicationConfiguration');
  });
});

describe('keys', () => {
  test('both rotate', () => {
    prod.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(Object.keys(prod.findResources('AWS::KMS::Key'))).toHaveLength(2);
  });

  test('CloudWatch may use the storage key for our log groups only, and the tenants key not at all', () => {
    const forLogs = Match.objectLike({
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': Match.arrayWith([Match.arrayWith([':log-group:hawthorn-prod-*'])]),
          },
        },
      },
    });
    const withLogs = prod.findResources('AWS::KMS::Key', {
      Properties: { KeyPolicy: { Statement: Match.arrayWith([forLogs]) } },
    });
    expect(Object.keys(withLogs)).toEqual(['StorageKey']);
  });
});

describe('secrets', () => {
  test('one for each provider, under the prefix of the stage, encrypted, and without any value', () => {
    const secrets = propertiesOf(prod, 'AWS::SecretsManager::Secret');
    expect(Object.values(secrets)).toEqual([
      expect.objectContaining({ Name: 'hawthorn/prod/providers/openai', KmsKeyId: STORAGE_KEY }),
    ]);
    for (const secret of Object.values(secrets)) {
      expect(secret).not.toHaveProperty('SecretString');
      expect(secret).not.toHaveProperty('GenerateSecretString');
    }
  });
});
