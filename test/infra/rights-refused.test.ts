import { describe, expect, test } from 'vitest';
import { arnOf, type FunctionName, listOf, mayEver, statementsOf } from './policy.ts';
import { type StageName, stageNamed, synthesise } from './synthesised.ts';

/** What somebody who has taken a function over would want, and its role doesn't give. */

const FUNCTIONS = ['Chat', 'Responses', 'Inspect', 'Plain'] as const satisfies readonly FunctionName[];
const FINDING: readonly FunctionName[] = ['Chat', 'Responses', 'Inspect'];

/** In a VPC and outside of one: a role must not gain by where its function runs. */
const STAGES = ['prod', 'full'] as const satisfies readonly StageName[];
const stacks = { prod: synthesise(stageNamed('prod')), full: synthesise(stageNamed('full')) };

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:';
const TYPES = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::Backup::BackupVault'];

/** The evaluation itself: what is allowed must be seen as allowed, or the tests below say nothing. */
test.each([
  ['Chat', 'dynamodb:PutItem', '<AuditTable>'],
  ['Chat', 'secretsmanager:GetSecretValue', `${SECRET}hawthorn/prod/providers/openai-Ab12Cd`],
  ['Responses', 's3:GetObject', '<StateBucket>/st-example/response/1'],
  ['Inspect', 'kms:GenerateDataKey', '<TenantsKey>'],
  ['Plain', 'dynamodb:GetItem', '<KeysTable>'],
] as const)('%s may %s on %s', (name, action, resource) => {
  expect(mayEver(stacks.prod.gateway, name)(action, resource)).toBe(true);
});

describe.each(STAGES)('in the stage %s', (stage) => {
  const { data, gateway } = stacks[stage];

  test.each([
    [
      'read the archive of the audit',
      ['s3:GetObject', 's3:GetObjectVersion'],
      '<AuditBucket>/2026/11/21.json',
    ],
    [
      'write or delete in it',
      ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      '<AuditBucket>/a',
    ],
    [
      'end the lock of the archive',
      ['s3:PutObjectRetention', 's3:BypassGovernanceRetention'],
      '<AuditBucket>/a',
    ],
    ['list a bucket', ['s3:ListBucket', 's3:ListBucketVersions'], '<StateBucket>'],
    ['list the archive', ['s3:ListBucket', 's3:GetBucketObjectLockConfiguration'], '<AuditBucket>'],
    ['change or delete what the audit says', ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'], '<AuditTable>'],
    ['look through the audit', ['dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchGetItem'], '<AuditTable>'],
    ['delete what tokens stand for', ['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'], '<VaultTable>'],
    [
      'give keys and write policies',
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      '<KeysTable>',
    ],
    ['look through the keys', ['dynamodb:Query', 'dynamodb:Scan'], '<KeysTable>'],
    ['sign a digest', ['kms:Sign'], '<SigningKey>'],
    ['end a key', ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy'], '<TenantsKey>'],
    ['hand on a key', ['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], '<TenantsKey>'],
    ['read any other secret', ['secretsmanager:GetSecretValue'], `${SECRET}hospital/emr-Ab12Cd`],
    [
      'read the secrets of another stage',
      ['secretsmanager:GetSecretValue'],
      `${SECRET}hawthorn/dev/providers/openai-Ab12Cd`,
    ],
    [
      'change a secret',
      ['secretsmanager:PutSecretValue'],
      `${SECRET}hawthorn/${stage}/providers/openai-Ab12Cd`,
    ],
    ['take another role', ['sts:AssumeRole', 'iam:PassRole', 'iam:PutRolePolicy'], '<ResponsesRole>'],
    ['call or change a function', ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode'], '<ChatFunction>'],
    ['delete backups', ['backup:DeleteRecoveryPoint', 'backup:StartRestoreJob'], '<BackupVault>'],
  ])('no function can %s', (_, actions, resource) => {
    const may = FUNCTIONS.flatMap((name) =>
      actions
        .filter((action) => mayEver(gateway, name)(action, resource))
        .map((action) => `${name} ${action}`),
    );
    expect(may).toEqual([]);
  });

  test.each([
    ['read stored state', ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:GetItem'], '<StateTable>'],
    ['read stored objects', ['s3:GetObject'], '<StateBucket>/st-example/response/1'],
    ['read values of tokens in batches', ['dynamodb:BatchGetItem'], '<VaultTable>'],
  ])('no function but Responses can %s', (_, actions, resource) => {
    for (const name of ['Chat', 'Inspect', 'Plain'] as const) {
      expect(actions.filter((action) => mayEver(gateway, name)(action, resource))).toEqual([]);
    }
  });

  test('each thing that holds data is known to these functions and to no others', () => {
    const ids = TYPES.flatMap((type) => Object.keys(data.findResources(type)));
    const known = Object.fromEntries(
      ids.map((id) => [
        id,
        FUNCTIONS.filter((name) => resourcesOf(name).some((arn) => arn.includes(`<${id}>`))),
      ]),
    );
    expect(Object.fromEntries(Object.entries(known).filter(([, names]) => names.length > 0))).toEqual({
      KeysTable: FUNCTIONS,
      VaultTable: FINDING,
      AuditTable: FINDING,
      LimitsTable: FINDING,
      SpansTable: FINDING,
      StateTable: ['Responses'],
      StateBucket: ['Responses'],
      StorageKey: FUNCTIONS,
      TenantsKey: FINDING,
      AuditKey: FINDING,
    });
    expect(known).toMatchObject({ AuditBucket: [], SigningKey: [] });
  });

  const resourcesOf = (name: FunctionName): readonly string[] =>
    statementsOf(gateway, name).flatMap(({ Resource }) => listOf(Resource).map(arnOf));
});
