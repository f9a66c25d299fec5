import { describe, expect, it } from 'vitest';
import { alarmChecks } from '../../../../scripts/smoke/alarm-checks.ts';
import { encryptionChecks } from '../../../../scripts/smoke/encryption-checks.ts';
import { tableChecks } from '../../../../scripts/smoke/table-checks.ts';
import { accountWith, resource, resultOf, stageWith } from '../../../support/smoke-account.ts';

const KEY = resource('KMS::Key', 'StorageKey');
const ours = `arn:aws:kms:us-east-1:111122223333:key/${KEY.physicalId}`;
const ofAws = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001';

const deny = (...Action: readonly string[]) => ({ Effect: 'Deny', Principal: '*', Action });
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Statement });
const overTls = { Effect: 'Deny', Action: 'dynamodb:*' };
const writeOnce = deny('dynamodb:UpdateItem', 'dynamodb:DeleteItem');
const kept = deny('dynamodb:DeleteTable');

describe('tables encrypted', () => {
  it.each([
    [ours, 'ok'],
    [ofAws, 'FAILED'],
    [undefined, 'FAILED'],
  ])('under %s: %s', async (keyArn, result) => {
    const table = () => Promise.resolve({ arn: 'arn', keyArn, protectedFromDeletion: true });
    const checks = tableChecks(accountWith([KEY, resource('DynamoDB::Table', 'KeysTable')], { table }));
    expect(await resultOf(checks, 'tables encrypted')).toMatchObject({ result });
  });

  it('fails without tables', async () => {
    const checks = tableChecks(accountWith([KEY]));
    expect(await resultOf(checks, 'tables encrypted')).toMatchObject({ result: 'FAILED' });
  });
});

describe('tables restorable', () => {
  it.each([
    [true, 'ok'],
    [false, 'FAILED'],
  ])('recovery %s: %s', async (restorable, result) => {
    const isRestorable = () => Promise.resolve(restorable);
    const checks = tableChecks(accountWith([resource('DynamoDB::Table', 'KeysTable')], { isRestorable }));
    expect(await resultOf(checks, 'tables restorable')).toMatchObject({ result });
  });
});

describe('tables protected', () => {
  it.each<[string, string, 'dev' | 'prod', string | undefined, boolean, string]>([
    ['all that it takes', 'AuditTable', 'prod', policy(overTls, writeOnce, kept), true, 'ok'],
    ['TLS alone, where data may go', 'KeysTable', 'dev', policy(overTls), false, 'ok'],
    ['no policy', 'KeysTable', 'dev', undefined, true, 'FAILED'],
    [
      'a policy that refuses nothing',
      'KeysTable',
      'dev',
      policy({ ...overTls, Effect: 'Allow' }),
      true,
      'FAILED',
    ],
    ['an audit that can be rewritten', 'AuditTable', 'dev', policy(overTls), true, 'FAILED'],
    ['a policy that lets tables go', 'KeysTable', 'prod', policy(overTls), true, 'FAILED'],
    ['a setting that lets tables go', 'KeysTable', 'prod', policy(overTls, kept), false, 'FAILED'],
  ])('%s: %s of %s', async (_, logicalId, stage, text, protectedFromDeletion, result) => {
    const clients = {
      table: () => Promise.resolve({ arn: 'arn', keyArn: ours, protectedFromDeletion }),
      policy: () => Promise.resolve(text),
    };
    const account = accountWith([resource('DynamoDB::Table', logicalId)], clients, stageWith(stage));
    expect(await resultOf(tableChecks(account), 'tables protected')).toMatchObject({ result });
  });
});

describe('keys rotate', () => {
  it.each([
    [{ signs: false, enabled: true }, true, 'ok'],
    [{ signs: false, enabled: true }, false, 'FAILED'],
    [{ signs: false, enabled: false }, true, 'FAILED'],
    [{ signs: true, enabled: true }, true, 'FAILED'],
  ])('%j, rotation %s: %s', async (key, rotation, result) => {
    const clients = { key: () => Promise.resolve(key), rotates: () => Promise.resolve(rotation) };
    const checks = encryptionChecks(accountWith([KEY], clients));
    expect(await resultOf(checks, 'keys rotate')).toMatchObject({ result });
  });
});

describe('logs encrypted and kept', () => {
  const { logDays } = stageWith('dev');
  it.each([
    [ours, logDays, 'ok'],
    [ofAws, logDays, 'FAILED'],
    [undefined, logDays, 'FAILED'],
    [ours, logDays + 1, 'FAILED'],
    [ours, undefined, 'FAILED'],
  ])('under %s, %s days: %s', async (keyArn, days, result) => {
    const logGroup = () => Promise.resolve({ keyArn, days });
    const checks = encryptionChecks(accountWith([KEY, resource('Logs::LogGroup', 'Logs')], { logGroup }));
    expect(await resultOf(checks, 'logs encrypted and kept')).toMatchObject({ result });
  });
});

describe('alarms', () => {
  const topic = resource('SNS::Topic', 'UrgentTopic');
  it.each([
    [1, [topic], 'ok'],
    [0, [topic], 'FAILED'],
    [1, [], 'FAILED'],
  ])('%d who confirmed, topics %j: %s', async (count, topics, result) => {
    const clients = { confirmedSubscriptions: () => Promise.resolve(count) };
    const checks = alarmChecks(accountWith(topics, clients, stageWith('prod')));
    expect(await resultOf(checks, 'alarms are heard')).toMatchObject({ result });
  });

  it('are not proven where the stage names nobody', async () => {
    const result = await resultOf(alarmChecks(accountWith([topic])), 'alarms are heard');
    expect(result).toMatchObject({ result: 'SKIPPED' });
  });

  it('never take a trail for proven, which nothing here looks at', async () => {
    const checks = alarmChecks(accountWith([topic], {}, stageWith('prod')));
    const result = await resultOf(checks, 'a trail tells of management events');
    expect(result).toMatchObject({
      ...{ result: 'SKIPPED', detail: expect.stringContaining('NOT LOOKED AT') as string },
    });
  });
});
