import type { HawthornStacks } from '../hawthorn-stacks.ts';
import { type Acknowledgement, hipaa, solutions } from './acknowledgement.ts';

const NO_ROTATION =
  "The key is the model provider's: no AWS service can renew it. The operator does, see the docs.";
const NO_OBJECT_LOG =
  "Only the gateway's function reads and writes it, and the audit says for whom; an account that wants each call to S3 on record as well turns on CloudTrail's data events.";

/** The rules that the data stack doesn't follow somewhere. */
export const dataAcknowledgements = ({ data }: HawthornStacks): readonly Acknowledgement[] => [
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [data.tables.keys, data.tables.audit, data.tables.limits],
    reason: 'Point-in-time recovery restores any second of the last 35 days.',
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [data.tables.spans],
    reason: 'A cache: what is lost is looked for again.',
  },
  {
    id: hipaa('DynamoDBInBackupPlan'),
    on: [data.tables.vault, data.tables.state],
    reason:
      'Point-in-time recovery restores any second of the last 35 days; a longer backup would keep values and conversations past the time after which they are promised to be gone.',
  },
  {
    id: hipaa('S3BucketVersioningEnabled'),
    on: [data.stateBucket],
    reason:
      'A version would keep what a client has deleted. Nothing is lost by overwriting: an object is only ever written again as it was.',
  },
  {
    id: hipaa('S3BucketReplicationEnabled'),
    on: [data.stateBucket],
    reason:
      'A copy would outlive deletion and leave the Region that was chosen. Conversations are no records: what must last stands in the audit.',
  },
  { id: hipaa('S3BucketLoggingEnabled'), on: [data.stateBucket], reason: NO_OBJECT_LOG },
  { id: solutions('S1'), on: [data.stateBucket], reason: NO_OBJECT_LOG },
  { id: hipaa('SecretsManagerRotationEnabled'), on: [data.providerSecrets], reason: NO_ROTATION },
  { id: solutions('SMG4'), on: [data.providerSecrets], reason: NO_ROTATION },
];
