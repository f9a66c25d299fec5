import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyPolicy, useForBackups, useForTenants, useThrough, useToVerify } from './key-policy.ts';
import { ENCRYPTING } from './kms-actions.ts';
import { pinLogicalId } from './pin-logical-id.ts';

export interface EncryptionKeysProps {
  readonly stageName: string;
  /** Whether the data outlives the stack. Then there is a key for backups, too, and none can be deleted at once. */
  readonly kept: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** Log groups whose names start with this may be encrypted by the storage key, with `aws-waf-logs-` before it too. */
  readonly logGroupPrefix: string;
}

/**
 * Keys of their own for what has owners or ends of its own (docs/adr/0023): "may read the table" and "may read what the
 * values stand for" are separate rights, the audit stays readable when all else is gone, and a copy doesn't depend on
 * the key of what it is a copy of.
 */
export class EncryptionKeys extends Construct {
  /** Encrypts tables, the state bucket, secrets and logs where they rest. Used only through those services. */
  readonly storage: Key;
  /** Wraps the tenants' data keys; used by the gateway itself, always with tenant and epoch as context. */
  readonly tenants: Key;
  /** Encrypts the audit's table and bucket where they rest. Used only through those services. */
  readonly audit: Key;
  /** Encrypts backups, where there are any. */
  readonly backups: Key | undefined;
  /** Signs digests of the audit. No role may yet: its policy lets nobody sign. */
  readonly signing: Key;

  readonly #props: EncryptionKeysProps;

  constructor(scope: Construct, id: string, props: EncryptionKeysProps) {
    super(scope, id);
    this.#props = props;
    this.storage = this.#rotating('StorageKey', 'tables, state, secrets and logs', [
      useThrough(this, ['dynamodb', 's3', 'secretsmanager']),
      this.#useForLogs(),
    ]);
    this.tenants = this.#rotating('TenantsKey', 'wraps the data keys of tenants', [
      useForTenants(props.stageName),
    ]);
    this.audit = this.#rotating('AuditKey', 'the audit where it rests', [
      useThrough(this, ['dynamodb', 's3']),
    ]);
    this.backups = props.kept
      ? this.#rotating('BackupsKey', 'backups of tables', useForBackups(this))
      : undefined;
    this.signing = this.#signing();
  }

  #rotating(logicalId: string, purpose: string, uses: readonly PolicyStatement[]): Key {
    return this.#key(logicalId, purpose, keyPolicy(this.#props.kept, uses), { enableKeyRotation: true });
  }

  /**
   * KMS rotates no asymmetric key, and a digest is worth something only as long as the public key is known that it was
   * signed for. A new key is a new resource beside this one. P-256, since every tool can verify it offline.
   */
  #signing(): Key {
    return this.#key(
      'SigningKey',
      'signs digests of the audit',
      keyPolicy(this.#props.kept, [useToVerify()]),
      {
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
      },
    );
  }

  #key(logicalId: string, purpose: string, policy: PolicyDocument, props: KeyProps): Key {
    const key = new Key(this, logicalId, {
      ...props,
      description: `Hawthorn: ${purpose}`,
      policy,
      pendingWindow: Duration.days(30),
      removalPolicy: this.#props.removalPolicy,
    });
    pinLogicalId(key, logicalId);
    const name = logicalId.replace(/Key$/, '').toLowerCase();
    pinLogicalId(key.addAlias(`alias/hawthorn/${this.#props.stageName}/${name}`), `${logicalId}Alias`);
    return key;
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  #useForLogs(): PolicyStatement {
    const { partition, region, account } = Stack.of(this);
    const groups = `arn:${partition}:logs:${region}:${account}:log-group`;
    const prefix = this.#props.logGroupPrefix;
    return new PolicyStatement({
      sid: 'EncryptOurLogGroups',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [...ENCRYPTING],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [`${groups}:${prefix}*`, `${groups}:aws-waf-logs-${prefix}*`],
        },
      },
    });
  }
}
