import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EncryptionKeys } from '../constructs/encryption-keys.ts';
import { ProviderSecrets } from '../constructs/provider-secrets.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { Tables } from '../constructs/tables.ts';
import type { Stage } from '../stage.ts';

export interface DataStackProps extends StackProps {
  readonly stage: Stage;
  /** Stack names of this stage start with it, and so do the names of its log groups. */
  readonly namePrefix: string;
}

/** Everything that outlives a deployment of the gateway: keys, tables, the state bucket, secrets. */
export class DataStack extends Stack {
  readonly keys: EncryptionKeys;
  readonly tables: Tables;
  readonly stateBucket: StateBucket;
  readonly providerSecrets: ProviderSecrets;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const retained = props.stage.data === 'retain';
    const removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.keys = new EncryptionKeys(this, 'Keys', { removalPolicy, logGroupPrefix: props.namePrefix });
    this.tables = new Tables(this, 'Tables', {
      encryptionKey: this.keys.storage,
      removalPolicy,
      deletionProtection: retained,
    });
    this.stateBucket = new StateBucket(this, 'State', {
      encryptionKey: this.keys.storage,
      removalPolicy,
      vaultDays: props.stage.vaultDays,
    });
    this.providerSecrets = new ProviderSecrets(this, 'Providers', {
      // With the stage's name, as names of secrets are unique in an account and two stages may share one.
      prefix: `hawthorn/${props.stage.name}/providers/`,
      providers: props.stage.providers,
      encryptionKey: this.keys.storage,
      removalPolicy,
    });
    new CfnOutput(this, 'KeysTableName', {
      description: 'Where API keys are put',
      value: this.tables.keys.tableName,
    });
    new CfnOutput(this, 'StateBucketName', {
      description: 'To be emptied before a stage is removed',
      value: this.stateBucket.bucket.bucketName,
    });
  }
}
