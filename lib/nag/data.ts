import type { HawthornStacks } from '../hawthorn-stacks.ts';
import { type Acknowledgement, hipaa, solutions } from './acknowledgement.ts';

const NO_ROTATION =
  "The key is the model provider's: no AWS service can renew it. The operator does, see the docs.";
const NO_OBJECT_LOG =
  "A log of a bucket fills by itself, so the stage, whose settings say that it is to be removed, couldn't be removed in one step. Stages that keep data have the log.";

type Data = HawthornStacks['data'];

const tableAcknowledgements = ({ tables, backups }: Data): readonly Acknowledgement[] => [
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.limits],
    reason:
      "Counts of this minute and this month: a copy of yesterday's would give back what was used since. Point-in-time recovery restores any second of the last 35 days.",
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.spans],
    reason: 'A cache: what is lost is looked for again.',
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [tables.vault, tables.state],
    reason:
      'Values and conversations are promised to be gone when they are deleted or their time is over, and nothing can be deleted from a backup. Point-in-time recovery restores any second of the last 35 days, and is ended by whoever must make sure of a deletion.',
  },
  ...(backups === undefined
    ? [
        {
          id: hipaa('DynamoDBInBackupPlan'),
          on: [tables.keys, tables.audit],
          reason:
            "A vault that holds backups can't be removed, and the stage's settings say that it is to be removed. Point-in-time recovery restores any second of the last 35 days.",
        },
      ]
    : []),
];

const bucketAcknowledgements = ({
  stateBucket,
  auditBucket,
  accessLogs,
}: Data): readonly Acknowledgement[] => [
  {
    id: hipaa('S3BucketVersioningEnabled'),
    on: [stateBucket],
    reason:
      'A version would keep what a client has deleted. Nothing is lost by overwriting: an object is only ever written again as it was.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [stateBucket],
    reason:
      'A copy would outlive deletion and leave the Region that was chosen. Conversations are no records: what must last stands in the audit.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [auditBucket],
    reason:
      'Object Lock keeps every version in three zones. A copy in a second Region is for the account to decide, since it leaves the Region that was chosen.',
  },
  ...(accessLogs === undefined
    ? [
        { id: hipaa('S3BucketLoggingEnabled'), on: [stateBucket, auditBucket], reason: NO_OBJECT_LOG },
        { id: solutions('S1'), on: [stateBucket, auditBucket], reason: NO_OBJECT_LOG },
      ]
    : logAcknowledgements(accessLogs)),
];

const logAcknowledgements = (log: NonNullable<Data['accessLogs']>): readonly Acknowledgement[] => [
  {
    id: hipaa('S3DefaultEncryptionKMS'),
    on: [log],
    reason:
      'S3 delivers access logs only where its own key encrypts. They hold names of objects and who asked for them, nothing of what is in them.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [log],
    reason: 'Of the log of a bucket that is itself in one Region.',
  },
];

const backupAcknowledgements = ({ backups }: Data): readonly Acknowledgement[] =>
  backups === undefined
    ? []
    : [
        {
          id: solutions(
            'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
          ),
          on: [backups],
          reason:
            'The policy that AWS keeps in step with what its backup service does. Only that service can take the role, and its plan names two tables.',
        },
      ];

/** The rules that the data stack doesn't follow somewhere. */
export const dataAcknowledgements = ({ data }: HawthornStacks): readonly Acknowledgement[] => [
  ...tableAcknowledgements(data),
  ...bucketAcknowledgements(data),
  ...backupAcknowledgements(data),
  { id: hipaa('SecretsManagerRotationEnabled'), on: [data.providerSecrets], reason: NO_ROTATION },
  { id: solutions('SMG4'), on: [data.providerSecrets], reason: NO_ROTATION },
];
