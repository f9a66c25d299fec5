import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { AlarmKindName } from './alarm-kinds.data.ts';

/** What the account is watched for. */
export interface WatchedResources {
  readonly keyArns: readonly string[];
  readonly keyIds: readonly string[];
  /** What the names of tables and, in small letters, of buckets start with. */
  readonly namePrefix: string;
  readonly backupVaultNames: readonly string[];
  /** What the names of providers' secrets start with. */
  readonly secretPrefix: string;
}

export interface WatchedEvent {
  readonly kind: AlarmKindName;
  readonly description: string;
  readonly pattern: EventPattern;
  /** Whether each event is told at once, with who did it. */
  readonly told: boolean;
  /** Whether calls that only read are looked at. */
  readonly reads: boolean;
}

/**
 * Calls of an API of AWS, as CloudTrail tells them: also those that were refused, see `refusedFor`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const calls = (service: string, detail: Record<string, unknown>): EventPattern => ({
  source: [`aws.${service}`],
  detailType: ['AWS API Call via CloudTrail'],
  detail: { eventSource: [`${service}.amazonaws.com`], ...detail },
});

/**
 * CloudTrail may leave out what was asked (`requestParameters: null`) where a call was refused. The error still names
 * the resource, so the calls that others in the account are refused don't count.
 */
const refusedFor = (...resources: readonly string[]): Record<string, unknown> => ({
  errorMessage: resources.map((resource) => ({ wildcard: `*${resource}*` })),
});

const keys = ({ keyArns, keyIds }: WatchedResources): WatchedEvent => ({
  kind: 'keys-at-risk',
  description: 'Hawthorn: a KMS key is disabled or deleted, or its policy changed',
  pattern: calls('kms', {
    eventName: ['DisableKey', 'ScheduleKeyDeletion', 'DisableKeyRotation', 'PutKeyPolicy'],
    $or: [
      { resources: { ARN: keyArns } },
      { requestParameters: { keyId: [...keyArns, ...keyIds] } },
      refusedFor(...keyIds),
    ],
  }),
  told: true,
  reads: false,
});

const tables = ({ namePrefix }: WatchedResources): WatchedEvent => ({
  kind: 'tables-at-risk',
  description: 'Hawthorn: a table is deleted, or its protection changed',
  pattern: calls('dynamodb', {
    eventName: [
      ...['DeleteTable', 'UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'],
      ...['PutResourcePolicy', 'DeleteResourcePolicy'],
    ],
    // A table may be named by its ARN as well.
    $or: [
      { requestParameters: { tableName: [{ prefix: namePrefix }, { wildcard: `*:table/${namePrefix}*` }] } },
      { requestParameters: { resourceArn: [{ wildcard: `*:table/${namePrefix}*` }] } },
      refusedFor(`:table/${namePrefix}`),
    ],
  }),
  told: true,
  reads: false,
});

const buckets = ({ namePrefix }: WatchedResources): WatchedEvent => ({
  kind: 'buckets-at-risk',
  description: "Hawthorn: a bucket's policy, lock or settings are changed",
  pattern: calls('s3', {
    // Whatever the setting: each has a call of its own, some under two names.
    eventName: [
      ...[{ prefix: 'PutBucket' }, { prefix: 'DeleteBucket' }],
      ...[{ wildcard: 'Put*PublicAccessBlock' }, { wildcard: 'Delete*PublicAccessBlock' }],
      { prefix: 'PutObjectLockConfiguration' },
    ],
    $or: [{ requestParameters: { bucketName: [{ prefix: namePrefix }] } }, refusedFor(`:s3:::${namePrefix}`)],
  }),
  told: true,
  reads: false,
});

/** What was kept long enough is deleted by AWS Backup itself, which is no call. */
const copies = ({ backupVaultNames }: WatchedResources): WatchedEvent => ({
  kind: 'backups-at-risk',
  description: "Hawthorn: a backup is deleted, or its vault's lock or policy changed",
  pattern: calls('backup', {
    eventName: [
      ...['DeleteBackupVaultLockConfiguration', 'PutBackupVaultLockConfiguration'],
      ...['DeleteBackupVaultAccessPolicy', 'PutBackupVaultAccessPolicy'],
      ...['DeleteRecoveryPoint', 'DeleteBackupVault'],
    ],
    $or: [
      { requestParameters: { backupVaultName: backupVaultNames } },
      refusedFor(...backupVaultNames.map((name) => `:backup-vault:${name}`)),
    ],
  }),
  told: true,
  reads: false,
});

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html */
const backups = ({ backupVaultNames }: WatchedResources): WatchedEvent => ({
  kind: 'backup-failing',
  description: 'Hawthorn: a backup was not made',
  pattern: {
    source: ['aws.backup'],
    detailType: ['Backup Job State Change'],
    detail: { state: ['FAILED', 'EXPIRED', 'ABORTED'], backupVaultName: backupVaultNames },
  },
  told: false,
  reads: false,
});

/** A secret may be named by its ARN as well, which has its name in it. */
const namedLike = (secretPrefix: string): readonly Record<string, unknown>[] => [
  { requestParameters: { secretId: [{ wildcard: `*${secretPrefix}*` }] } },
  refusedFor(secretPrefix),
];

const secrets = ({ secretPrefix }: WatchedResources): WatchedEvent => ({
  kind: 'secrets-at-risk',
  description: "Hawthorn: a provider's secret is deleted, or its policy changed",
  pattern: calls('secretsmanager', {
    eventName: ['DeleteSecret', 'PutResourcePolicy', 'DeleteResourcePolicy'],
    $or: namedLike(secretPrefix),
  }),
  told: true,
  reads: false,
});

const secretReads = ({ secretPrefix }: WatchedResources): WatchedEvent => ({
  kind: 'provider-key-unreadable',
  description: "Hawthorn: a provider's key could not be read",
  pattern: calls('secretsmanager', {
    eventName: ['GetSecretValue'],
    errorCode: [{ exists: true }],
    $or: namedLike(secretPrefix),
  }),
  told: false,
  reads: true,
});

/** What is done in the account, by whomever, that somebody should hear of. */
export const watchedEvents = (resources: WatchedResources): readonly WatchedEvent[] => [
  ...[keys(resources), tables(resources), buckets(resources)],
  ...[secrets(resources), secretReads(resources)],
  ...(resources.backupVaultNames.length === 0 ? [] : [copies(resources), backups(resources)]),
];
