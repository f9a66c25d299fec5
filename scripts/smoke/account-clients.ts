import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import type { Connection } from '../../cli/aws/connection.ts';
import { bucketClient } from './bucket-client.ts';
import { orFailed } from './or-failed.ts';

const isNoPolicy = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PolicyNotFoundException';

const tableClient = (dynamo: DynamoDBClient) => ({
  async table(TableName: string) {
    const call = dynamo.send(new DescribeTableCommand({ TableName }));
    const { Table } = await orFailed('dynamodb:DescribeTable', TableName, call);
    return {
      arn: Table?.TableArn ?? '',
      /** Also where it is a key of AWS's. */
      keyArn: Table?.SSEDescription?.KMSMasterKeyArn,
      protectedFromDeletion: Table?.DeletionProtectionEnabled === true,
    };
  },
  async isRestorable(TableName: string): Promise<boolean> {
    const call = dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
    const told = await orFailed('dynamodb:DescribeContinuousBackups', TableName, call);
    const recovery = told.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  },
  /** As JSON; `undefined` where there is none. */
  async policy(ResourceArn: string): Promise<string | undefined> {
    const call = dynamo.send(new GetResourcePolicyCommand({ ResourceArn }));
    const asked = call.then(
      ({ Policy }) => Policy,
      (error: unknown) => {
        if (isNoPolicy(error)) return undefined;
        throw error;
      },
    );
    return orFailed('dynamodb:GetResourcePolicy', ResourceArn, asked);
  },
});

const keyClient = (kms: KMSClient) => ({
  async key(KeyId: string) {
    const { KeyMetadata } = await orFailed(
      'kms:DescribeKey',
      KeyId,
      kms.send(new DescribeKeyCommand({ KeyId })),
    );
    return { signs: KeyMetadata?.KeyUsage === 'SIGN_VERIFY', enabled: KeyMetadata?.Enabled === true };
  },
  async rotates(KeyId: string): Promise<boolean> {
    const call = kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    return (await orFailed('kms:GetKeyRotationStatus', KeyId, call)).KeyRotationEnabled === true;
  },
});

const logClient = (logs: CloudWatchLogsClient) => ({
  async logGroup(name: string) {
    const call = logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    const { logGroups = [] } = await orFailed('logs:DescribeLogGroups', name, call);
    const found = logGroups.find(({ logGroupName }) => logGroupName === name);
    return { keyArn: found?.kmsKeyId, days: found?.retentionInDays };
  },
});

/** What the smoke test asks an account for. All of it reads, but for the test of the lock. */
export const createAccountClients = (connection: Connection & { readonly region: string }) => {
  const sns = new SNSClient(connection);
  const confirmed = async (TopicArn: string): Promise<number> => {
    let count = 0;
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client: sns },
      { TopicArn },
    ))
      count += Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:')).length;
    return count;
  };
  return {
    ...tableClient(new DynamoDBClient(connection)),
    ...bucketClient(new S3Client(connection)),
    ...keyClient(new KMSClient(connection)),
    ...logClient(new CloudWatchLogsClient(connection)),
    confirmedSubscriptions: (topic: string) =>
      orFailed('sns:ListSubscriptionsByTopic', topic, confirmed(topic)),
  };
};

export type AccountClients = ReturnType<typeof createAccountClients>;
