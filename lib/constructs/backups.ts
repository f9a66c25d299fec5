import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

export interface BackupsProps {
  /** Of the vault, which is unique in an account and a Region. */
  readonly name: string;
  readonly tables: readonly Table[];
  /** How long each day's copy is kept, no less and no longer. */
  readonly days: number;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A copy a day of tables, beside their point-in-time recovery: under a key of its own, and in a vault from which nobody
 * deletes, so that it is still there after somebody with the rights to both has deleted a table.
 */
export class Backups extends Construct {
  readonly vault: BackupVault;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BackupsProps) {
    super(scope, id);
    const kept = Duration.days(props.days);
    this.vault = new BackupVault(this, 'Vault', {
      backupVaultName: props.name,
      encryptionKey: props.encryptionKey,
      // Without a date from which the lock is final: a deployment can change the days.
      // One day apart, as the construct asks for a range.
      lockConfiguration: { minRetention: kept, maxRetention: Duration.days(props.days + 1) },
      blockRecoveryPointDeletion: true,
      removalPolicy: props.removalPolicy,
    });
    pinLogicalId(this.vault, 'BackupVault');
    this.role = this.#role(props.removalPolicy);
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: props.name,
      backupVault: this.vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '5', minute: '0' }),
          deleteAfter: kept,
        }),
      ],
    });
    plan.addSelection('Tables', {
      backupSelectionName: 'tables',
      resources: props.tables.map((table) => BackupResource.fromDynamoDbTable(table)),
      role: this.role,
    });
  }

  /**
   * AWS's own policy for its service, which alone can take the role, and for this account alone. It stays with the
   * vault: by it AWS Backup deletes what has been kept long enough.
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
   */
  #role(removalPolicy: RemovalPolicy): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ],
    });
    role.applyRemovalPolicy(removalPolicy);
    return role;
  }
}
