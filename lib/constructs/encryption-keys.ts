import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { pinLogicalId } from './pin-logical-id.ts';

export interface EncryptionKeysProps {
  readonly removalPolicy: RemovalPolicy;
  /** Log groups whose generated names start with this may be encrypted by the storage key. */
  readonly logGroupPrefix: string;
}

/**
 * Two keys, so that "may read the table" and "may read what the values stand for" are separate rights: taking the
 * tenants' key from somebody leaves them with ciphertext.
 */
export class EncryptionKeys extends Construct {
  /** Encrypts tables, secrets and logs where they rest. Used only through those services. */
  readonly storage: Key;
  /** Wraps the tenants' data keys; used by the gateway itself, always with tenant and epoch as context. */
  readonly tenants: Key;

  constructor(scope: Construct, id: string, props: EncryptionKeysProps) {
    super(scope, id);
    const shared = {
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
      pendingWindow: Duration.days(30),
    };
    this.storage = new Key(this, 'Storage', { ...shared, description: 'Hawthorn: tables, secrets and logs' });
    this.tenants = new Key(this, 'Tenants', {
      ...shared,
      description: 'Hawthorn: wraps the data keys of tenants',
    });
    pinLogicalId(this.storage, 'StorageKey');
    pinLogicalId(this.tenants, 'TenantsKey');
    this.#allowLogs(props.logGroupPrefix);
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  #allowLogs(prefix: string): void {
    const { partition, region, account } = Stack.of(this);
    const groups = `arn:${partition}:logs:${region}:${account}:log-group:${prefix}*`;
    this.storage.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EncryptOurLogGroups',
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
      }),
    );
  }
}
