import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ENCRYPTING } from './kms-actions.ts';

/**
 * The rights of the functions, one statement each. Written by hand because the grants of the CDK are too wide here:
 * its smallest right to write a table also deletes.
 */

type ItemAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

/** What a function may do with the items of a table. */
export const itemAccess = (
  table: Table,
  actions: readonly ItemAction[],
  conditions: Record<string, unknown> = {},
): PolicyStatement =>
  new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions,
  });

/** A partition of tokens, `TENANT#SCOPE`, against one of wrapped keys, `TENANT`. */
const TOKEN_PARTITION = '*#*';
const BESIDE_TOKENS = { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': [TOKEN_PARTITION] } };

/**
 * The vault's table holds tokens and the tenants' wrapped keys. A function writes both and reads keys alone; it has no
 * right to delete either: without a tenant's key all of the tenant's values are unreadable. But a right to put an item
 * is also one to put another over it. Our code puts a key only where there is none, which no policy can demand; code
 * that doesn't could write over one, which point-in-time recovery brings back (R13 in docs/threat-model.md).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const vaultAccess = (table: Table): PolicyStatement[] => [
  itemAccess(table, ['PutItem']),
  itemAccess(table, ['GetItem'], BESIDE_TOKENS),
];

/** The wrapped keys in the vault's table alone, of which a tenant's first request makes one. */
export const wrappedKeyAccess = (table: Table): PolicyStatement =>
  itemAccess(table, ['GetItem', 'PutItem'], BESIDE_TOKENS);

/** Reads what tokens stand for, in addition: rows that are named one by one, so a partition can't be listed. */
export const vaultValues = (table: Table): PolicyStatement =>
  itemAccess(table, ['BatchGetItem'], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [TOKEN_PARTITION] },
  });

/**
 * Objects that are named one by one; renewing one is a copy of it onto itself, which reads and writes. Without the right
 * to list, S3 answers 403 where there is no object. Only a renewal beside a deletion meets that: it fails, and finds
 * nothing to renew when it is tried again.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const objectAccess = (bucket: Bucket): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    resources: [bucket.arnForObjects('*')],
  });

/**
 * The use of the storage key that DynamoDB makes in the caller's name, and only through DynamoDB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export const tableEncryption = (scope: Construct, storageKey: IKey): PolicyStatement =>
  throughService(scope, storageKey, 'dynamodb', [...ENCRYPTING]);

/** The use of the storage key that S3 makes in the caller's name, and only through S3. */
export const bucketEncryption = (scope: Construct, storageKey: IKey): PolicyStatement =>
  throughService(scope, storageKey, 's3', ['kms:Decrypt', 'kms:GenerateDataKey']);

/** Makes and opens data keys, but only with exactly a tenant and an epoch as encryption context. */
export const tenantKeys = (tenantsKey: IKey): PolicyStatement =>
  new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [tenantsKey.keyArn],
    conditions: {
      StringLike: { 'kms:EncryptionContext:tenant': '?*', 'kms:EncryptionContext:epoch': '?*' },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'epoch'] },
    },
  });

/** Reads the providers' keys, and no other secret of the account. */
export const providerSecrets = (scope: Construct, prefix: string, storageKey: IKey): PolicyStatement[] => {
  const { partition, region, account } = Stack.of(scope);
  return [
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [`arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}*`],
    }),
    throughService(scope, storageKey, 'secretsmanager', ['kms:Decrypt']),
  ];
};

/** Asks Comprehend Medical for PHI in a text. It has no resources that a right could be limited to. */
export const comprehendMedical = (): PolicyStatement =>
  new PolicyStatement({ actions: ['comprehendmedical:DetectPHI'], resources: ['*'] });

const throughService = (scope: Construct, key: IKey, service: string, actions: string[]): PolicyStatement =>
  new PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(scope).region}.amazonaws.com` } },
  });
