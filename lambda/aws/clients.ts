import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long AWS may take. The SDK's own defaults are minutes, which is longer than a client waits. */
export interface AwsLimits {
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Tries of one call, the first included. */
  readonly maxAttempts: number;
}

export interface AwsClients {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly secrets: SecretsManagerClient;
  /** Closes the idle connections. */
  destroy(): void;
}

const LIMITS: AwsLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000, maxAttempts: 3 };

/** What a client of AWS is made with. */
export const clientSettings = (limits: AwsLimits) => ({
  maxAttempts: limits.maxAttempts,
  requestHandler: {
    connectionTimeout: limits.connectionTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    // Without it the SDK only warns when the time is over.
    throwOnRequestTimeout: true,
  },
});

/*
 * Region, credentials and endpoints come from the environment as in every AWS SDK (`AWS_REGION`,
 * `AWS_ENDPOINT_URL_DYNAMODB`, …), so that the same code runs in Lambda and on a laptop. A function makes the clients
 * that it calls: one that it doesn't name is not in its bundle.
 */

export const createDynamoClient = (limits = LIMITS): DynamoDBClient =>
  new DynamoDBClient(clientSettings(limits));

export const createKmsClient = (limits = LIMITS): KMSClient => new KMSClient(clientSettings(limits));

/** All of them, for what has no bundle or calls each. */
export const createAwsClients = (limits: AwsLimits = LIMITS): AwsClients => {
  const dynamo = createDynamoClient(limits);
  const kms = createKmsClient(limits);
  const secrets = new SecretsManagerClient(clientSettings(limits));
  return {
    dynamo,
    kms,
    secrets,
    destroy() {
      dynamo.destroy();
      kms.destroy();
      secrets.destroy();
    },
  };
};
