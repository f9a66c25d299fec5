import { describe, expect, test } from 'vitest';
import { TABLES } from '../../lambda/contract/tables.ts';
import type { Stage } from '../../lib/stage.ts';
import { type FunctionName, listOf, mayTouch, statementsOf, statementsOn } from './policy.ts';
import { propertiesOf, stageNamed, synthesise } from './synthesised.ts';

const prod = synthesise(stageNamed('prod')).gateway;

const FUNCTIONS = ['Chat', 'Responses', 'Inspect', 'Plain'] as const satisfies readonly FunctionName[];
const TABLE_NAMES = ['KeysTable', 'VaultTable', 'StateTable', 'AuditTable', 'LimitsTable', 'SpansTable'];

/** Partitions of the vault: what a scope's tokens stand for, and a tenant's wrapped keys. */
const TOKENS = 'st-example#3f1c';
const KEYS = 'st-example';

/** Whoever has a right through one of these need not name the row that is read or written. */
const SWEEPING = ['Scan', 'PartiQLSelect', 'PartiQLDelete', 'DeleteTable', 'ExportTableToPointInTime'];

const actionsOf = (name: FunctionName): readonly string[] =>
  statementsOf(prod, name).flatMap(({ Action }) => listOf(Action));

/** `action on table`, for everything of DynamoDB. */
const tableRights = (name: FunctionName): readonly string[] =>
  TABLE_NAMES.flatMap((table) =>
    statementsOn(prod, name, table).flatMap(({ Action }) =>
      listOf(Action).map((action) => `${action.replace('dynamodb:', '')} ${table}`),
    ),
  ).toSorted();

describe('what stands behind tokens', () => {
  test('chat writes and never reads it', () => {
    const may = mayTouch(prod, 'Chat');
    expect(may('PutItem', 'VaultTable', TOKENS)).toBe(true);
    for (const action of ['GetItem', 'BatchGetItem', 'Query', 'Scan']) {
      expect(may(action, 'VaultTable', TOKENS)).toBe(false);
    }
    expect(may('GetItem', 'VaultTable', KEYS)).toBe(true);
  });

  test('Responses reads rows that it can name, and can list none', () => {
    const may = mayTouch(prod, 'Responses');
    expect(may('BatchGetItem', 'VaultTable', TOKENS)).toBe(true);
    expect(may('BatchGetItem', 'VaultTable', TOKENS, 'st-example#77aa')).toBe(true);
    expect(may('Query', 'VaultTable', TOKENS)).toBe(false);
    expect(may('Scan', 'VaultTable')).toBe(false);
  });

  test('Responses reads wrapped keys as chat does, one at a time', () => {
    const may = mayTouch(prod, 'Responses');
    expect(may('GetItem', 'VaultTable', KEYS)).toBe(true);
    expect(may('BatchGetItem', 'VaultTable', TOKENS, KEYS)).toBe(false);
  });

  test('the dry run neither writes nor reads it, and reads and makes wrapped keys', () => {
    const may = mayTouch(prod, 'Inspect');
    for (const action of ['PutItem', 'GetItem', 'BatchGetItem', 'Query', 'Scan']) {
      expect(may(action, 'VaultTable', TOKENS)).toBe(false);
    }
    expect(may('GetItem', 'VaultTable', KEYS)).toBe(true);
    expect(may('PutItem', 'VaultTable', KEYS)).toBe(true);
  });

  test.each(FUNCTIONS)('%s deletes and changes no row of the vault', (name) => {
    const may = mayTouch(prod, name);
    for (const action of ['DeleteItem', 'UpdateItem', 'BatchWriteItem']) {
      expect(may(action, 'VaultTable', TOKENS)).toBe(false);
      expect(may(action, 'VaultTable', KEYS)).toBe(false);
    }
  });
});

describe('state', () => {
  test.each(['Chat', 'Inspect', 'Plain'] as const)('%s has no right to table or bucket', (name) => {
    expect(statementsOn(prod, name, 'StateTable')).toEqual([]);
    expect(statementsOn(prod, name, 'StateBucket')).toEqual([]);
    expect(actionsOf(name).filter((action) => action.startsWith('s3:'))).toEqual([]);
  });

  test('Responses does with objects what it must, and cannot list them', () => {
    expect(statementsOn(prod, 'Responses', 'StateBucket')).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: {
          'Fn::Join': ['', [{ 'Fn::ImportValue': expect.stringContaining('StateBucket') as string }, '/*']],
        },
      },
    ]);
    expect(actionsOf('Responses').filter((action) => action.startsWith('s3:'))).toHaveLength(3);
  });
});

describe('rights to tables', () => {
  test('of chat', () => {
    expect(tableRights('Chat')).toEqual([
      'BatchGetItem SpansTable',
      'GetItem AuditTable',
      'GetItem KeysTable',
      'GetItem VaultTable',
      'PutItem AuditTable',
      'PutItem SpansTable',
      'PutItem VaultTable',
      'UpdateItem LimitsTable',
    ]);
  });

  test('of the dry run: those of chat, and no provider’s key', () => {
    expect(tableRights('Inspect')).toEqual(tableRights('Chat'));
    expect(actionsOf('Inspect').filter((action) => action.startsWith('secretsmanager:'))).toEqual([]);
  });

  test('of Responses: those of chat, the values, and the state', () => {
    const own = tableRights('Responses').filter((right) => !tableRights('Chat').includes(right));
    expect(tableRights('Responses')).toEqual(expect.arrayContaining([...tableRights('Chat')]));
    expect(own).toEqual([
      'BatchGetItem StateTable',
      'BatchGetItem VaultTable',
      'BatchWriteItem StateTable',
      'DeleteItem StateTable',
      'PutItem StateTable',
      'Query StateTable',
      'UpdateItem StateTable',
    ]);
  });

  test('of plain: an API key, and of nothing else of AWS', () => {
    expect(tableRights('Plain')).toEqual(['GetItem KeysTable']);
    const services = new Set(actionsOf('Plain').map((action) => action.split(':')[0]));
    expect([...services].toSorted()).toEqual(['dynamodb', 'kms', 'logs']);
  });

  test.each(FUNCTIONS)('%s can sweep through no table', (name) => {
    const may = mayTouch(prod, name);
    for (const table of TABLE_NAMES) {
      expect(SWEEPING.filter((action) => may(action, table))).toEqual([]);
    }
    expect(TABLE_NAMES).toHaveLength(Object.keys(TABLES).length);
  });
});

describe('Comprehend Medical', () => {
  const asking = (stage: Stage) => {
    const { gateway } = synthesise(stage);
    return FUNCTIONS.filter((name) =>
      statementsOf(gateway, name).some(({ Action }) =>
        listOf(Action).includes('comprehendmedical:DetectPHI'),
      ),
    );
  };

  test('is asked by the functions that find PHI', () => {
    expect(asking(stageNamed('prod'))).toEqual(['Chat', 'Responses', 'Inspect']);
    expect(actionsOf('Chat').filter((action) => action.startsWith('comprehend'))).toHaveLength(1);
  });

  test('is no business of a stage that finds PHI by its own recognizers alone', () => {
    const local: Stage = { ...stageNamed('prod'), detector: 'local' };
    expect(asking(local)).toEqual([]);
    expect(statementsOn(synthesise(local).gateway, 'Chat', 'SpansTable')).toEqual([]);
  });
});

describe('rights in general', () => {
  test('no action has a wildcard, and of the resources only secrets, objects, and a service that has none', () => {
    const statements = FUNCTIONS.flatMap((name) => statementsOf(prod, name));
    expect(FUNCTIONS.flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
    const wide = statements
      .map(({ Resource }) => JSON.stringify(Resource))
      .filter((text) => text.includes('*'));
    expect(wide).toHaveLength(6);
    for (const text of wide) {
      expect(text).toMatch(/:secret:hawthorn\/prod\/providers\/\*"|StateBucket\w+"\},"\/\*"|^"\*"$/);
    }
  });

  test.each(['Chat', 'Responses', 'Inspect'] as const)(
    '%s uses the tenants key with exactly a tenant and an epoch',
    (name) => {
      expect(statementsOn(prod, name, 'TenantsKey')).toEqual([
        expect.objectContaining({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Condition: {
            StringLike: { 'kms:EncryptionContext:tenant': '?*', 'kms:EncryptionContext:epoch': '?*' },
            'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'epoch'] },
          },
        }),
      ]);
    },
  );

  test.each([
    ['Chat', ['dynamodb', 'secretsmanager']],
    ['Responses', ['dynamodb', 's3', 'secretsmanager']],
    ['Inspect', ['dynamodb']],
    ['Plain', ['dynamodb']],
  ] as const)('%s uses the storage key through %j only', (name, services) => {
    const via = statementsOn(prod, name, 'StorageKey').map(({ Condition }) => Condition);
    expect(via).toHaveLength(services.length);
    expect(via).toEqual(
      expect.arrayContaining(
        services.map((service) => ({
          StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
        })),
      ),
    );
  });

  test('nothing adds an inline policy to a role', () => {
    expect(prod.findResources('AWS::IAM::Policy')).toEqual({});
    for (const role of Object.values(propertiesOf(prod, 'AWS::IAM::Role'))) {
      expect(role).not.toHaveProperty('Policies');
    }
  });
});
