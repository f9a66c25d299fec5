import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface ProviderSecretsProps {
  /** What all names start with, slash included; the functions may read this prefix and nothing else. */
  readonly prefix: string;
  readonly providers: readonly string[];
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * An empty secret for each provider's key; the operator puts the value in. The usual construct would fill them with
 * a random password, which the gateway would then send to the provider as if it were a key.
 */
export class ProviderSecrets extends Construct {
  /** What the names start with, slash included. */
  readonly prefix: string;

  constructor(scope: Construct, id: string, props: ProviderSecretsProps) {
    super(scope, id);
    this.prefix = props.prefix;
    for (const provider of props.providers) {
      const secret = new CfnSecret(this, provider, {
        name: `${props.prefix}${provider}`,
        description: `Hawthorn: API key for the model provider ${provider}`,
        kmsKeyId: props.encryptionKey.keyArn,
      });
      secret.applyRemovalPolicy(props.removalPolicy);
    }
  }
}
