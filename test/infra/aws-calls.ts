import { ComprehendMedicalClient } from '@aws-sdk/client-comprehendmedical';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { vi } from 'vitest';
import { TABLES } from '../../lambda/contract/tables.ts';

type Json = Record<string, unknown>;

/** A call of AWS as IAM looks at it. */
export interface AwsCall {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  /** Of DynamoDB: the logical id of the table, and the partitions that the call names. */
  readonly table?: string;
  readonly partitions: readonly string[];
}

const CLIENTS = [
  ['comprehendmedical', ComprehendMedicalClient],
  ['dynamodb', DynamoDBClient],
  ['kms', KMSClient],
  ['s3', S3Client],
  ['secretsmanager', SecretsManagerClient],
] as const;

const LOGICAL_IDS: Record<keyof typeof TABLES, string> = {
  keys: 'KeysTable',
  vault: 'VaultTable',
  state: 'StateTable',
  audit: 'AuditTable',
  limits: 'LimitsTable',
  spans: 'SpansTable',
};

/** The laptop's tables are named `hawthorn-` and what the contract calls them. */
const tableCalls = (action: string, name: string, keys: readonly unknown[]): AwsCall => {
  const table = Object.entries(LOGICAL_IDS).find(([own]) => name === `hawthorn-${own}`)?.[0];
  const { partitionKey } = TABLES[table as keyof typeof TABLES];
  const partitions = keys.map((key) => String(((key as Json)[partitionKey] as Json)['S']));
  return { action, table: LOGICAL_IDS[table as keyof typeof TABLES], partitions };
};

const queried = (input: Json): unknown => {
  const [, name = '', value = ''] = /(#\w+) = (:\w+)/.exec(String(input['KeyConditionExpression'])) ?? [];
  const key = String((input['ExpressionAttributeNames'] as Json)[name]);
  return { [key]: (input['ExpressionAttributeValues'] as Json)[value] };
};

const dynamoCalls = (action: string, input: Json): readonly AwsCall[] => {
  if (input['RequestItems'] === undefined) {
    const key = input['Key'] ?? input['Item'] ?? queried(input);
    return [tableCalls(action, String(input['TableName']), [key])];
  }
  return Object.entries(input['RequestItems'] as Record<string, Json | Json[]>).map(([name, requests]) => {
    const keys = Array.isArray(requests)
      ? requests.map((request) => (request['PutRequest'] as Json)['Item'])
      : (requests['Keys'] as Json[]);
    return tableCalls(action, name, keys);
  });
};

/** Listens to all clients of this process; each reading takes the calls since the last one. */
export const recordAwsCalls = (): { taken(): readonly AwsCall[] } => {
  const calls: AwsCall[] = [];
  for (const [service, client] of CLIENTS) {
    const send = Reflect.get(client.prototype, 'send') as (...args: unknown[]) => unknown;
    vi.spyOn(client.prototype, 'send').mockImplementation(function (this: unknown, ...args: unknown[]) {
      const [command] = args as [{ readonly input: Json }];
      const action = `${service}:${command.constructor.name.replace(/Command$/, '')}`;
      calls.push(
        ...(service === 'dynamodb' ? dynamoCalls(action, command.input) : [{ action, partitions: [] }]),
      );
      return send.apply(this, args);
    });
  }
  return { taken: () => calls.splice(0) };
};
