import { describe, expect, test } from 'vitest';
import { watchedEvents } from '../../../lib/operations/watched-events.ts';
import { type EventRecord, type Fields, matches } from './event-pattern.ts';

const KEY = '0a1b2c3d-0000-4000-8000-000000000001';
const keyArn = (id: string): string => `arn:aws:kms:us-east-1:111122223333:key/${id}`;

const events = watchedEvents({
  keyArns: [keyArn(KEY)],
  keyIds: [KEY],
  namePrefix: 'hawthorn-prod-data-',
  backupVaultNames: ['hawthorn-prod'],
  secretPrefix: 'hawthorn/prod/providers/',
});

/** The kinds of alarm that an event gives. */
const toldBy = (event: EventRecord): readonly string[] =>
  events.filter(({ pattern }) => matches(event, pattern as Fields)).map(({ kind }) => kind);

const called = (service: string, eventName: string, detail: EventRecord): EventRecord => ({
  source: `aws.${service}`,
  detailType: 'AWS API Call via CloudTrail',
  detail: { eventSource: `${service}.amazonaws.com`, eventName, ...detail },
});

/** As CloudTrail may tell it: without what was asked, with an error that names the resource. */
const refused = (service: string, eventName: string, resource: string): EventRecord =>
  called(service, eventName, {
    errorCode: 'AccessDenied',
    errorMessage:
      `User: arn:aws:sts::111122223333:assumed-role/hawthorn-prod-data-reader/someone is not authorized to perform: ` +
      `${service}:${eventName} on resource: ${resource} because no identity-based policy allows the action`,
    requestParameters: null,
    responseElements: null,
  });

const asked = (service: string, eventName: string, requestParameters: EventRecord): EventRecord =>
  called(service, eventName, { requestParameters });

const ACCOUNT = 'us-east-1:111122223333';
const SECRET = 'hawthorn/prod/providers/openai';

/** A call, the parameter that names its resource, that name, its ARN, and the alarm. */
type Touch = readonly [
  service: string,
  call: string,
  parameter: string,
  name: string,
  arn: string,
  kind: string,
];

const onVault = (call: string): Touch => [
  ...(['backup', call, 'backupVaultName', 'hawthorn-prod'] as const),
  ...([`arn:aws:backup:${ACCOUNT}:backup-vault:hawthorn-prod`, 'backups-at-risk'] as const),
];

const onSecret = (call: string): Touch => [
  ...(['secretsmanager', call, 'secretId', SECRET] as const),
  ...([`arn:aws:secretsmanager:${ACCOUNT}:secret:${SECRET}-AbCdEf`, 'secrets-at-risk'] as const),
];

const TOUCHES: readonly Touch[] = [
  ['kms', 'ScheduleKeyDeletion', 'keyId', KEY, keyArn(KEY), 'keys-at-risk'],
  [
    ...(['dynamodb', 'DeleteTable', 'tableName', 'hawthorn-prod-data-Audit1A'] as const),
    ...([`arn:aws:dynamodb:${ACCOUNT}:table/hawthorn-prod-data-Audit1A`, 'tables-at-risk'] as const),
  ],
  [
    ...(['s3', 'PutBucketPolicy', 'bucketName', 'hawthorn-prod-data-audit1a'] as const),
    ...(['arn:aws:s3:::hawthorn-prod-data-audit1a', 'buckets-at-risk'] as const),
  ],
  ...['DeleteBackupVaultLockConfiguration', 'PutBackupVaultLockConfiguration'].map(onVault),
  ...['DeleteBackupVaultAccessPolicy', 'PutBackupVaultAccessPolicy', 'DeleteBackupVault'].map(onVault),
  ...['DeleteSecret', 'PutResourcePolicy', 'DeleteResourcePolicy'].map(onSecret),
];

describe.each(TOUCHES)('%s %s', (service, call, parameter, name, arn, kind) => {
  test('of ours is told', () => {
    expect(toldBy(asked(service, call, { [parameter]: name }))).toEqual([kind]);
  });

  test('is told when it was refused, and CloudTrail does not say what was asked', () => {
    expect(toldBy(refused(service, call, arn))).toEqual([kind]);
  });

  test("is nobody's alarm when it is about something else in the account", () => {
    const others = (text: string): string => text.replace(/hawthorn|0a1b2c3d/, 'elsewhere');
    expect(toldBy(asked(service, call, { [parameter]: others(name) }))).toEqual([]);
    expect(toldBy(refused(service, call, others(arn)))).toEqual([]);
  });
});

describe('by another name', () => {
  test.each([
    ['kms', 'PutKeyPolicy', { keyId: keyArn(KEY) }, 'keys-at-risk'],
    [
      ...(['dynamodb', 'PutResourcePolicy'] as const),
      ...([
        { resourceArn: `arn:aws:dynamodb:${ACCOUNT}:table/hawthorn-prod-data-Vault`, policy: '{}' },
      ] as const),
      'tables-at-risk',
    ],
    [
      ...(['secretsmanager', 'DeleteSecret'] as const),
      { secretId: `arn:aws:secretsmanager:${ACCOUNT}:secret:${SECRET}-AbCdEf` },
      'secrets-at-risk',
    ],
  ] as const)('%s %s is told: %j', (service, call, parameters, kind) => {
    expect(toldBy(asked(service, call, parameters))).toEqual([kind]);
  });

  test('a key by its alias is told, as CloudTrail adds which it was', () => {
    const resources = [{ type: 'AWS::KMS::Key', ARN: keyArn(KEY) }];
    const byAlias = called('kms', 'DisableKey', { requestParameters: { keyId: 'alias/mine' }, resources });
    expect(toldBy(byAlias)).toEqual(['keys-at-risk']);
  });
});

describe('copies in the backup vault', () => {
  const recoveryPointArn = `arn:aws:backup:${ACCOUNT}:recovery-point:${KEY}`;

  test('that somebody deletes are told', () => {
    const parameters = { backupVaultName: 'hawthorn-prod', recoveryPointArn };
    expect(toldBy(asked('backup', 'DeleteRecoveryPoint', parameters))).toEqual(['backups-at-risk']);
  });

  test('that were kept long enough are not: AWS Backup deletes them by itself', () => {
    const expired = {
      source: 'aws.backup',
      detailType: 'Recovery Point State Change',
      detail: { status: 'EXPIRED', backupVaultName: 'hawthorn-prod' },
    };
    expect(toldBy(expired)).toEqual([]);
  });
});

describe('a read of a provider key', () => {
  test('that is refused is told, by the name that the function asked for', () => {
    expect(toldBy(refused('secretsmanager', 'GetSecretValue', SECRET))).toEqual(['provider-key-unreadable']);
  });

  test('that finds no value is told', () => {
    const nothing = called('secretsmanager', 'GetSecretValue', {
      errorCode: 'ResourceNotFoundException',
      errorMessage: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      requestParameters: { secretId: SECRET },
    });
    expect(toldBy(nothing)).toEqual(['provider-key-unreadable']);
  });

  test('that succeeds is not', () => {
    expect(toldBy(asked('secretsmanager', 'GetSecretValue', { secretId: SECRET }))).toEqual([]);
  });
});
