import type { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResourcePolicy, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CALLERS_STAGE } from '../stage-tag.ts';

export interface ProviderSecretsProps {
  readonly stageName: string;
  readonly providers: readonly string[];
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

const LETTERS = /(?:^|-)(\w)/g;

/** `azure-openai` as `AzureOpenai`: a logical id takes no hyphens. */
const inCapitals = (name: string): string =>
  name.replaceAll(LETTERS, (_, letter: string) => letter.toUpperCase());

/**
 * An empty secret for each provider's key; the operator puts the value in. The usual construct would fill them with
 * a random password, which the gateway would then send to the provider as if it were a key.
 */
export class ProviderSecrets extends Construct {
  /** What all names start with, slash included; the functions may read this prefix and nothing else. */
  readonly prefix: string;

  constructor(scope: Construct, id: string, props: ProviderSecretsProps) {
    super(scope, id);
    // With the stage's name, as names of secrets are unique in an account and two stages may share one.
    this.prefix = `hawthorn/${props.stageName}/providers/`;
    for (const provider of props.providers) this.#add(provider, props);
  }

  #add(provider: string, props: ProviderSecretsProps): void {
    const logicalId = `ProviderSecret${inCapitals(provider)}`;
    const secret = new CfnSecret(this, provider, {
      name: `${this.prefix}${provider}`,
      description: `Hawthorn: API key for the model provider ${provider}`,
      kmsKeyId: props.encryptionKey.keyArn,
    });
    secret.overrideLogicalId(logicalId);
    secret.applyRemovalPolicy(props.removalPolicy);
    const policy = new CfnResourcePolicy(this, `${provider}-policy`, {
      secretId: secret.ref,
      resourcePolicy: readByTheStage(props.stageName),
      blockPublicPolicy: true,
    });
    policy.overrideLogicalId(`${logicalId}Policy`);
    policy.applyRemovalPolicy(props.removalPolicy);
  }
}

/** People put a key in and don't read it: it leaves for roles of the stage alone, of which two have the right. */
const readByTheStage = (stageName: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'ReadByTheStageAlone',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        // Also needed for each secret of a batch.
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['*'],
        conditions: { StringNotEquals: { [CALLERS_STAGE]: stageName } },
      }),
    ],
  });
