import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { addStacks } from '../../lib/hawthorn-stacks.ts';
import { denialsOf } from './resource-policy.ts';
import { newApp, propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const prod = synthesise(stageNamed('prod'));
const dev = synthesise(stageNamed('dev'));

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const resourcesOf = (template: Template) =>
  Object.entries((template.toJSON() as { Resources: Record<string, Resource> }).Resources);

/** What can be made anew at any time, and the names of keys. Anything of another kind holds data. */
const STATELESS: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
]);

const statefulIn = (template: Template) =>
  resourcesOf(template).filter(([, { Type }]) => !STATELESS.has(Type));

/** What has a name of ours, which a second one can't have, and what belongs to it; CloudFormation names the rest. */
const NAMED_BY_US: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupVault',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::Secret',
]);

/** A name that isn't made from the stack's own id. */
const hasFixedName = (properties: Resource['Properties'] = {}): boolean =>
  ['Name', 'BackupVaultName', 'BucketName', 'LogGroupName', 'RoleName', 'TableName'].some(
    (key) => key in properties && !JSON.stringify(properties[key]).includes('AWS::StackId'),
  );

/** What the CDK derives from the place in the code ends in eight of these. */
const DERIVED = /[0-9A-F]{8}$/;

describe('what holds data', () => {
  test('is this: whoever adds to it, or renames it, thinks of what is in it', () => {
    expect(
      statefulIn(prod.data)
        .map(([id]) => id)
        .toSorted(),
    ).toEqual([
      'AccessLogBucket',
      'AccessLogBucketPolicy',
      'AuditBucket',
      'AuditBucketPolicy',
      'AuditKey',
      'AuditTable',
      'BackupVault',
      'BackupsKey',
      'KeysTable',
      'LimitsTable',
      'ProviderSecretOpenai',
      'ProviderSecretOpenaiPolicy',
      'SigningKey',
      'SpansTable',
      'StateBucket',
      'StateBucketPolicy',
      'StateTable',
      'StorageKey',
      'TenantsKey',
      'VaultTable',
    ]);
  });

  test.each(statefulIn(prod.data))('%s has a pinned name and outlives its stack in production', (id, one) => {
    expect(id).not.toMatch(DERIVED);
    expect(one).toMatchObject({
      DeletionPolicy: NAMED_BY_US.has(one.Type) ? 'RetainExceptOnCreate' : 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test.each(['data', 'gateway', 'operations'] as const)(
    'with a fixed name goes when the first deployment fails, and is not in the way of the next: %s',
    (stack) => {
      const inTheWay = resourcesOf(synthesise(stageNamed('full'))[stack]).filter(
        ([, { DeletionPolicy, Properties }]) => DeletionPolicy === 'Retain' && hasFixedName(Properties),
      );
      expect(inTheWay.map(([id]) => id)).toEqual([]);
    },
  );

  test.each(statefulIn(dev.data))('%s goes with its stack in development', (id, one) => {
    expect(id).not.toMatch(DERIVED);
    expect(one).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('is in no other stack', () => {
    const held = new Set(statefulIn(prod.data).map(([, { Type }]) => Type));
    held.delete('AWS::KMS::Key');
    expect(resourcesOf(prod.gateway).filter(([, { Type }]) => held.has(Type))).toEqual([]);
  });

  test.each(['prod', 'dev'] as const)(
    'is protected against the deletion of its stack where it is kept: %s',
    (name) => {
      const { data } = addStacks(newApp(), stageNamed(name));
      expect(data.terminationProtection).toBe(name === 'prod');
    },
  );
});

describe('secrets', () => {
  test('one for each provider, under the prefix of the stage, encrypted, and without any value', () => {
    const secrets = propertiesOf(prod.data, 'AWS::SecretsManager::Secret');
    expect(Object.values(secrets)).toEqual([
      expect.objectContaining({
        Name: 'hawthorn/prod/providers/openai',
        KmsKeyId: { 'Fn::GetAtt': ['StorageKey', 'Arn'] },
      }),
    ]);
    for (const secret of Object.values(secrets)) {
      expect(secret).not.toHaveProperty('SecretString');
      expect(secret).not.toHaveProperty('GenerateSecretString');
    }
  });

  test('leave for roles of the stage alone: who puts a key in cannot read it back', () => {
    const policy = propertiesOf(prod.data, 'AWS::SecretsManager::ResourcePolicy')[
      'ProviderSecretOpenaiPolicy'
    ]!;
    expect(policy).toMatchObject({ SecretId: { Ref: 'ProviderSecretOpenai' }, BlockPublicPolicy: true });
    expect(denialsOf(policy['ResourcePolicy'], 'secretsmanager:GetSecretValue')).toEqual([
      { StringNotEquals: { 'aws:PrincipalTag/hawthorn:stage': 'prod' } },
    ]);
    expect(denialsOf(policy['ResourcePolicy'], 'secretsmanager:PutSecretValue')).toEqual([]);
  });
});

describe('what the stack prints', () => {
  const ALWAYS = [
    'AuditBucketName',
    'AuditKeyArn',
    'AuditTableName',
    'KeysTableName',
    'LimitsTableName',
    'ProviderSecretsPrefix',
    'SigningKeyArn',
    'StateBucketName',
    'StateTableName',
    'StorageKeyArn',
    'TenantsKeyArn',
    'VaultTableName',
  ];

  test.each([
    ['prod', prod.data, ['AccessLogBucketName', ...ALWAYS, 'BackupVaultName']],
    ['dev', dev.data, ALWAYS],
  ] as const)('names in %s all that an operator has to name', (_, stack, outputs) => {
    const printed = Object.entries(stack.findOutputs('*')).filter(([, one]) => !('Export' in one));
    expect(printed.map(([id]) => id).toSorted()).toEqual([...outputs].toSorted());
  });
});
