import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parseDlpPolicy } from '../access/dlp-policy.ts';
import type { PolicyStore, StoredPolicy } from '../access/policy-store.ts';
import { TABLES } from '../contract/tables.ts';
import type { TenantId } from '../contract/tenant.ts';
import { type Item, proven, required, textAt, WITH_CAPACITY } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';

const { partitionKey } = TABLES.keys;

/** No key's id has such a sign in it. */
const idOf = (tenant: TenantId): string => `policy#${tenant}`;

const toItem = ({ tenant, policy, changedAt, changedBy }: StoredPolicy): Item => ({
  [partitionKey]: { S: idOf(tenant) },
  policy: { S: JSON.stringify(policy) },
  changedAt: { S: changedAt },
  changedBy: { S: changedBy },
});

const fromItem = (item: Item, tenant: TenantId): StoredPolicy => {
  if (textAt(item, partitionKey) !== idOf(tenant)) throw new Error('This is the policy of another tenant.');
  return {
    tenant,
    policy: parseDlpPolicy(JSON.parse(required(textAt(item, 'policy')))),
    changedAt: required(textAt(item, 'changedAt')),
    changedBy: required(textAt(item, 'changedBy')),
  };
};

/** Policies in DynamoDB, beside the API keys of their tenants. Reads are consistent. */
export const createDynamoPolicyStore = (client: DynamoDBClient, table: string): PolicyStore => ({
  find: (tenant, signal) =>
    orAwsFailure('DynamoDB', async () => {
      const command = new GetItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: idOf(tenant) } },
        ConsistentRead: true,
        ...WITH_CAPACITY,
      });
      const { Item: item } = proven(await client.send(command, { abortSignal: signal }));
      return item === undefined ? undefined : fromItem(item, tenant);
    }),
  put: (stored, signal) =>
    orAwsFailure('DynamoDB', async () => {
      const command = new PutItemCommand({ TableName: table, Item: toItem(stored), ...WITH_CAPACITY });
      proven(await client.send(command, { abortSignal: signal }));
    }),
});
