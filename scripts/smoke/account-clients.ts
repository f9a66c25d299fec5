import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { explainFailure } from '../../cli/aws/explain-failure.ts';
import { CheckFailed } from './check.ts';

/** Says in plain words what AWS refused; what may be refused by design is looked at by whoever calls. */
const orFailed = async <T>(action: string, subject: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw new CheckFailed(explainFailure(error, action, subject));
  }
};

const isRefusal = (error: unknown): boolean => error instanceof Error && /^AccessDenied/.test(error.name);

const isNoPolicy = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PolicyNotFoundException';

const tableClient = (dynamo: DynamoDBClient) => ({
  async table(TableName: string) {
    const call = dynamo.send(new DescribeTableCommand({ TableName }));
    const { Table } = await orFailed('dynamodb:DescribeTable', TableName, call);
    return {
      arn: Table?.TableArn ?? '',
      encryptedByKey: Table?.SSEDescription?.SSEType === 'KMS',
      protectedFromDeletion: Table?.DeletionProtectionEnabled === true,
    };
  },
  async isRestorable(TableName: string): Promise<boolean> {
    const call = dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
    const told = await orFailed('dynamodb:DescribeContinuousBackups', TableName, call);
    const recovery = told.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  },
  async hasPolicy(ResourceArn: string): Promise<boolean> {
    const call = dynamo.send(new GetResourcePolicyCommand({ ResourceArn }));
    const asked = call.then(
      ({ Policy }) => Policy !== undefined,
      (error: unknown) => {
        if (isNoPolicy(error)) return false;
        throw error;
      },
    );
    return orFailed('dynamodb:GetResourcePolicy', ResourceArn, asked);
  },
});

const bucketClient = (s3: S3Client) => ({
  async objectLock(Bucket: string) {
    const call = s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    const { ObjectLockConfiguration } = await orFailed('s3:GetBucketObjectLockConfiguration', Bucket, call);
    const { Mode: mode, Days: days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    return { mode, days };
  },
  /** The new version; `undefined` where the bucket lets nobody write. */
  async put(Bucket: string, Key: string, Body: string): Promise<string | undefined> {
    const call = s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const asked = call.then(
      ({ VersionId }) => VersionId ?? '',
      (error: unknown) => {
        if (isRefusal(error)) return undefined;
        throw error;
      },
    );
    return orFailed('s3:PutObject', Bucket, asked);
  },
  async deleteVersion(Bucket: string, Key: string, VersionId: string): Promise<'deleted' | 'refused'> {
    const call = s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    const asked = call.then(
      () => 'deleted' as const,
      (error: unknown) => {
        if (isRefusal(error)) return 'refused' as const;
        throw error;
      },
    );
    return orFailed('s3:DeleteObjectVersion', Bucket, asked);
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
    return { encrypted: found?.kmsKeyId !== undefined, days: found?.retentionInDays };
  },
});

/** What the smoke test asks an account for. All of it reads, but for the test of the lock. */
export const createAccountClients = (connection: { readonly region: string }) => {
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
