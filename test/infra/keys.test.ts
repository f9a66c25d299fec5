import { describe, expect, test } from 'vitest';
import { listOf, statementsOn } from './policy.ts';
import { allowancesOf, deniedToAll, statementsIn } from './resource-policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const KEY = 'AWS::KMS::Key';
const prodStacks = synthesise(stageNamed('prod'));
const prod = propertiesOf(prodStacks.data, KEY);
const dev = propertiesOf(synthesise(stageNamed('dev')).data, KEY);

const IDS = ['AuditKey', 'BackupsKey', 'SigningKey', 'StorageKey', 'TenantsKey'];
const SYMMETRIC = IDS.filter((id) => id !== 'SigningKey');

const policyOf = (id: string, keys = prod): unknown => keys[id]!['KeyPolicy'];

/** The conditions under which an action is allowed to roles of the account. */
const allowed = (id: string, action: string) =>
  allowancesOf(policyOf(id), action)
    .filter(({ Principal }) => JSON.stringify(Principal).includes(':root'))
    .map(({ Condition }) => Condition);

/** As the CDK writes a list of one in a role's policy. */
const listed = (values: readonly string[]) => (values.length === 1 ? values[0] : values);

const through = (...services: string[]) => [
  {
    StringEquals: {
      'kms:ViaService': listed(services.map((service) => `${service}.us-east-1.amazonaws.com`)),
    },
  },
];

describe('keys', () => {
  test('are these, of which a stage without backups lacks one', () => {
    expect(Object.keys(prod).toSorted()).toEqual(IDS);
    expect(Object.keys(dev).toSorted()).toEqual(IDS.filter((id) => id !== 'BackupsKey'));
  });

  test.each(SYMMETRIC)('%s rotates', (id) => {
    expect(prod[id]).toHaveProperty('EnableKeyRotation', true);
    expect(prod[id]).not.toHaveProperty('KeySpec');
  });

  test('each has a name that tells stage and purpose', () => {
    const aliases = Object.values(propertiesOf(prodStacks.data, 'AWS::KMS::Alias')).map(
      (one) => one['AliasName'],
    );
    expect(aliases.toSorted()).toEqual(
      ['audit', 'backups', 'signing', 'storage', 'tenants'].map((name) => `alias/hawthorn/prod/${name}`),
    );
  });

  test.each(IDS)('%s waits as long as it can before it is gone, and where data is kept it stays', (id) => {
    expect(prod[id]).toHaveProperty('PendingWindowInDays', 30);
    expect(deniedToAll(policyOf(id))).toEqual(['kms:ScheduleKeyDeletion']);
  });

  test.each(IDS.filter((id) => id !== 'BackupsKey'))('%s goes with a stage that is to be removed', (id) => {
    expect(deniedToAll(policyOf(id, dev))).toEqual([]);
  });
});

describe('administration', () => {
  test.each(IDS)('of %s is for the account’s IAM to give, without use, grants or a wildcard', (id) => {
    const [administration] = allowancesOf(policyOf(id), 'kms:PutKeyPolicy');
    const actions = listOf(administration?.Action ?? []);
    expect(administration?.Condition).toBeUndefined();
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(actions.filter((one) => /crypt|DataKey|Sign|Grant$|Mac|Import|Replicate/.test(one))).toEqual([
      'kms:RevokeGrant',
    ]);
  });

  test.each(IDS)('no statement on %s gives everything, or anything to another account', (id) => {
    for (const { Effect, Action, Principal } of statementsIn(policyOf(id))) {
      expect(listOf(Action)).not.toContain('kms:*');
      expect(Effect === 'Allow' && JSON.stringify(Principal) === JSON.stringify({ AWS: '*' })).toBe(false);
    }
  });
});

describe('use', () => {
  test.each(['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:CreateGrant'])(
    'of storage and audit keys is by the services that encrypt with them: %s',
    (action) => {
      expect(allowed('StorageKey', action)).toEqual(through('dynamodb', 's3', 'secretsmanager'));
      expect(allowed('AuditKey', action)).toEqual(through('dynamodb', 's3'));
    },
  );

  test.each(['kms:Decrypt', 'kms:GenerateDataKey'])(
    'of the tenants key is by roles of the stage, for exactly a tenant and an epoch: %s',
    (action) => {
      expect(allowed('TenantsKey', action)).toEqual([
        {
          StringEquals: { 'aws:PrincipalTag/hawthorn:stage': 'prod' },
          StringLike: { 'kms:EncryptionContext:tenant': '?*', 'kms:EncryptionContext:epoch': '?*' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'epoch'] },
        },
      ]);
      expect(allowed('TenantsKey', 'kms:CreateGrant')).toEqual([]);
    },
  );

  test('the roles of functions carry the tag that the tenants key asks for', () => {
    const roles = Object.entries(propertiesOf(prodStacks.gateway, 'AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThan(3);
    for (const [, role] of roles)
      expect(role['Tags']).toContainEqual({ Key: 'hawthorn:stage', Value: 'prod' });
  });

  test.each([
    ['Chat', true],
    ['Responses', true],
    ['Inspect', true],
    ['Plain', false],
  ] as const)('of the audit key, by the function %s: %s, through DynamoDB alone', (name, writes) => {
    const statements = statementsOn(prodStacks.gateway, name, 'AuditKey');
    expect(statements.length > 0).toBe(writes);
    for (const { Condition } of statements) expect(Condition).toEqual(through('dynamodb')[0]);
  });

  test.each(['Chat', 'Responses', 'Inspect', 'Plain'] as const)('of the signing key, by %s: none', (name) => {
    expect(statementsOn(prodStacks.gateway, name, 'SigningKey')).toEqual([]);
  });

  test('of the backups key, grants are for backup vaults alone', () => {
    expect(allowed('BackupsKey', 'kms:CreateGrant')).toEqual([
      {
        'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:backup:backup-vault' },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: { 'kms:ViaService': 'backup.us-east-1.amazonaws.com' },
      },
    ]);
  });

  test('CloudWatch encrypts our log groups by the storage key, no others, and by no other key', () => {
    const writers = IDS.filter((id) => JSON.stringify(policyOf(id)).includes('logs.us-east-1'));
    const [logs] = statementsIn(policyOf('StorageKey')).filter(({ Sid }) => Sid === 'EncryptOurLogGroups');
    const groups = listOf(logs?.Condition?.['ArnLike']?.['kms:EncryptionContext:aws:logs:arn']);
    expect(writers).toEqual(['StorageKey']);
    expect(logs?.Principal).toEqual({ Service: 'logs.us-east-1.amazonaws.com' });
    expect(groups.map((group) => /:log-group:([^"]+)"/.exec(JSON.stringify(group))?.[1])).toEqual([
      'hawthorn-prod-*',
      'aws-waf-logs-hawthorn-prod-*',
    ]);
  });
});

describe('the signing key', () => {
  test('is one of a pair that any tool can verify with', () => {
    expect(prod['SigningKey']).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });

  test('is used by nobody to sign, and its public half can be read', () => {
    const actions = statementsIn(policyOf('SigningKey'))
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => listOf(Action));
    expect(actions).toEqual(expect.arrayContaining(['kms:GetPublicKey', 'kms:Verify']));
    expect(actions.filter((action) => /Sign$|Grant$|\*/.test(action))).toEqual(['kms:RevokeGrant']);
  });
});
