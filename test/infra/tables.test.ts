import { describe, expect, test } from 'vitest';
import { TABLES } from '../../lambda/contract/tables.ts';
import { listOf } from './policy.ts';
import { denialsOf, deniedToAll, statementsIn } from './resource-policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const TYPE = 'AWS::DynamoDB::Table';
const prod = propertiesOf(synthesise(stageNamed('prod')).data, TYPE);
const dev = propertiesOf(synthesise(stageNamed('dev')).data, TYPE);

const policyOf = (tables: typeof prod, id: string): unknown =>
  (tables[id]!['ResourcePolicy'] as { PolicyDocument: unknown }).PolicyDocument;

const SHAPES = [
  ['KeysTable', TABLES.keys],
  ['VaultTable', TABLES.vault],
  ['StateTable', TABLES.state],
  ['AuditTable', TABLES.audit],
  ['LimitsTable', TABLES.limits],
  ['SpansTable', TABLES.spans],
] as const;
const IDS = SHAPES.map(([id]) => id);
const REWRITING = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
];

describe('tables', () => {
  test.each(SHAPES)('%s has the shape that the functions expect', (id, shape) => {
    const keys: Record<'AttributeName' | 'KeyType', string>[] = [
      { AttributeName: shape.partitionKey, KeyType: 'HASH' },
    ];
    if ('sortKey' in shape) keys.push({ AttributeName: shape.sortKey, KeyType: 'RANGE' });
    expect(prod[id]?.['KeySchema']).toEqual(keys);
    expect(prod[id]?.['AttributeDefinitions']).toEqual(
      keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
    );
    expect(prod[id]?.['TimeToLiveSpecification']).toEqual(
      'ttl' in shape ? { AttributeName: shape.ttl, Enabled: true } : undefined,
    );
  });

  test('are those of the contract and no others', () => {
    expect(Object.keys(prod).toSorted()).toEqual(IDS.toSorted());
    expect(IDS).toHaveLength(Object.keys(TABLES).length);
  });

  test.each(IDS)('%s is encrypted by our own key, recoverable to any second, and paid by request', (id) => {
    const key = id === 'AuditTable' ? 'AuditKey' : 'StorageKey';
    expect(prod[id]).toMatchObject({
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
      },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
});

describe('the policies of tables', () => {
  test.each(IDS)('%s is reached over TLS only', (id) => {
    expect(denialsOf(policyOf(prod, id), 'dynamodb:*')).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
    ]);
    expect(denialsOf(policyOf(dev, id), 'dynamodb:*')).toEqual(denialsOf(policyOf(prod, id), 'dynamodb:*'));
  });

  test.each(IDS)('%s can be deleted by nobody where data is kept, and with its stage elsewhere', (id) => {
    expect(prod[id]).toHaveProperty('DeletionProtectionEnabled', true);
    expect(deniedToAll(policyOf(prod, id))).toContain('dynamodb:DeleteTable');
    expect(dev[id]).toHaveProperty('DeletionProtectionEnabled', false);
    expect(deniedToAll(policyOf(dev, id))).not.toContain('dynamodb:DeleteTable');
  });

  test('nobody updates or deletes a record of the audit, or makes records expire', () => {
    for (const tables of [prod, dev]) {
      const denied = deniedToAll(policyOf(tables, 'AuditTable'));
      expect(denied).toEqual(expect.arrayContaining([...REWRITING, 'dynamodb:UpdateTimeToLive']));
      expect(denied).not.toContain('dynamodb:PutItem');
    }
  });

  test.each(IDS.filter((id) => id !== 'AuditTable'))('what %s holds may be changed', (id) => {
    expect(deniedToAll(policyOf(prod, id)).filter((action) => REWRITING.includes(action))).toEqual([]);
  });

  test.each(IDS)('that of %s allows nothing, and names no action that DynamoDB would refuse there', (id) => {
    const statements = statementsIn(policyOf(prod, id));
    expect(statements.filter(({ Effect }) => Effect !== 'Deny')).toEqual([]);
    const known = new Set([...REWRITING, 'dynamodb:*', 'dynamodb:DeleteTable', 'dynamodb:UpdateTimeToLive']);
    expect(statements.flatMap(({ Action }) => listOf(Action)).filter((one) => !known.has(one))).toEqual([]);
  });
});
