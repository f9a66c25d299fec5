import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How the logs of a stage are kept. */
export interface LogSettings {
  readonly days: RetentionDays;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}
