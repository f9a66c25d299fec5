import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { AuditBucket } from '../constructs/audit-bucket.ts';
import { Backups } from '../constructs/backups.ts';
import { EncryptionKeys } from '../constructs/encryption-keys.ts';
import { ProviderSecrets } from '../constructs/provider-secrets.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { Tables } from '../constructs/tables.ts';
import type { Stage } from '../stage.ts';
import { exportAlways } from './export-always.ts';

export interface DataStackProps extends StackProps {
  readonly stage: Stage;
  /** Stack names of this stage start with it, and so do the names of its log groups. */
  readonly namePrefix: string;
}

/** Everything that outlives a deployment of the gateway: keys, tables, buckets, backups, secrets. */
export class DataStack extends Stack {
  readonly keys: EncryptionKeys;
  readonly tables: Tables;
  readonly stateBucket: StateBucket;
  readonly auditBucket: AuditBucket;
  /** Only where data is kept: it fills by itself, so a stage that has one can't be removed in one step. */
  readonly accessLogs: AccessLogBucket | undefined;
  /** Only where data is kept, for the same reason. */
  readonly backups: Backups | undefined;
  readonly providerSecrets: ProviderSecrets;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { stage, namePrefix } = props;
    const kept = stage.data === 'retain';
    const removalPolicy = kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    // What has a fixed name would be in the way of the next try, if the first deployment failed and left it there.
    const named = kept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    const shared = { stageName: stage.name, kept, removalPolicy };
    this.keys = new EncryptionKeys(this, 'Keys', { ...shared, logGroupPrefix: namePrefix });
    const { storage, audit } = this.keys;
    this.tables = new Tables(this, 'Tables', { ...shared, encryptionKey: storage, auditKey: audit });
    this.accessLogs = kept
      ? new AccessLogBucket(this, 'AccessLogs', { days: stage.logDays, removalPolicy })
      : undefined;
    this.stateBucket = new StateBucket(this, 'State', {
      encryptionKey: storage,
      removalPolicy,
      vaultDays: stage.vaultDays,
    });
    this.auditBucket = new AuditBucket(this, 'Audit', {
      ...shared,
      encryptionKey: audit,
      retention: stage.audit,
    });
    this.accessLogs?.record(this.stateBucket.bucket, 'state/');
    this.accessLogs?.record(this.auditBucket.bucket, 'audit/');
    this.backups = this.#backups(stage, namePrefix, named);
    this.providerSecrets = new ProviderSecrets(this, 'Providers', {
      stageName: stage.name,
      removalPolicy: named,
      providers: stage.providers,
      encryptionKey: storage,
    });
    this.#output();
    this.#export();
  }

  /**
   * What keys were given out, and the audit. Not the vault and the state: whoever deletes a value, or a tenant's key,
   * is promised that it is gone, and nothing can be deleted from a backup. Not what is counted or found again.
   */
  #backups({ backupDays }: Stage, namePrefix: string, removalPolicy: RemovalPolicy): Backups | undefined {
    if (this.keys.backups === undefined) return undefined;
    return new Backups(this, 'Backups', {
      name: `${namePrefix}backups`,
      tables: [this.tables.keys, this.tables.audit],
      days: backupDays,
      encryptionKey: this.keys.backups,
      removalPolicy,
    });
  }

  /** For the operator's command, the smoke test, and the removal of a stage. */
  #output(): void {
    const { keys, tables } = this;
    const outputs = {
      KeysTableName: ['Where API keys are put', tables.keys.tableName],
      VaultTableName: ['What tokens stand for', tables.vault.tableName],
      StateTableName: ['Stored responses and conversations', tables.state.tableName],
      AuditTableName: ['Records of the audit', tables.audit.tableName],
      LimitsTableName: ['Counts of requests', tables.limits.tableName],
      StateBucketName: ['To be emptied before a stage is removed', this.stateBucket.bucket.bucketName],
      AuditBucketName: ['The archive of the audit', this.auditBucket.bucket.bucketName],
      AccessLogBucketName: ['Who asked for which object', this.accessLogs?.bucket.bucketName],
      BackupVaultName: ['Backups of tables', this.backups?.vault.backupVaultName],
      TenantsKeyArn: ['Wraps the data keys of tenants', keys.tenants.keyArn],
      StorageKeyArn: ['Encrypts tables, state, secrets and logs', keys.storage.keyArn],
      AuditKeyArn: ['Encrypts the audit', keys.audit.keyArn],
      SigningKeyArn: ['Signs digests of the audit', keys.signing.keyArn],
      ProviderSecretsPrefix: ["What the names of providers' secrets start with", this.providerSecrets.prefix],
    } as const;
    for (const [id, [description, value]] of Object.entries(outputs))
      if (value !== undefined) new CfnOutput(this, id, { description, value });
  }

  /** For the other stacks, whatever of it they use under the present settings. */
  #export(): void {
    const { keys, tables, stateBucket, backups } = this;
    exportAlways(this, [
      ...[tables.keys, tables.vault, tables.state, tables.audit, tables.limits, tables.spans].flatMap(
        ({ tableArn, tableName }) => [tableArn, tableName],
      ),
      ...[
        keys.storage,
        keys.tenants,
        keys.audit,
        keys.signing,
        ...(keys.backups ? [keys.backups] : []),
      ].flatMap(({ keyArn, keyId }) => [keyArn, keyId]),
      stateBucket.bucket.bucketArn,
      stateBucket.bucket.bucketName,
      ...(backups ? [backups.vault.backupVaultName] : []),
    ]);
  }
}
