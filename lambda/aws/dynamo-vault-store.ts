import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { RandomBytes } from '../contract/random.ts';
import { retryDelay, type Sleep, sleep } from '../contract/retry-delay.ts';
import { TABLES } from '../contract/tables.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import type { Token } from '../tokens/token.ts';
import type { VaultItem, VaultStore } from '../tokens/vault.ts';
import { bytesAt, type Item, numberAt, proven, required, textAt, WITH_CAPACITY } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_SIZE = 25;
const MOST_ATTEMPTS = 6;

const { partitionKey, sortKey, ttl } = TABLES.vault;

export interface VaultStoreDeps {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly random: RandomBytes;
  readonly sleep?: Sleep;
}

/** A tenant's name has no `#`, so the first one ends it. */
const rowOf = (tenant: TenantId, scope: ScopeId): string => `${tenant}#${scope}`;

const toItem = (item: VaultItem): Item => ({
  [partitionKey]: { S: rowOf(item.tenant, item.scope) },
  [sortKey]: { S: `${item.token}#${item.valueTag}` },
  epoch: { S: item.epoch },
  sealed: { B: item.sealed },
  [ttl]: { N: String(item.expiresAt) },
});

const fromItem = (item: Item, tenant: TenantId, scope: ScopeId, token: Token): VaultItem => ({
  tenant,
  scope,
  token,
  valueTag: required(textAt(item, sortKey)).slice(token.length + 1),
  epoch: required(textAt(item, 'epoch')),
  sealed: required(bytesAt(item, 'sealed')),
  expiresAt: required(numberAt(item, ttl)),
});

const batches = (items: readonly VaultItem[]): WriteRequest[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH_SIZE) }, (_, index) =>
    items
      .slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE)
      .map((item) => ({ PutRequest: { Item: toItem(item) } })),
  );

/** The vault's rows in DynamoDB. Writing a row again is harmless, so an uncertain write is simply tried again. */
export const createDynamoVaultStore = (deps: VaultStoreDeps): VaultStore => {
  const { client, table, random } = deps;
  const wait = deps.sleep ?? sleep;

  /** DynamoDB may take a part of a batch and hand back the rest. */
  const write = async (batch: WriteRequest[], signal: AbortSignal): Promise<void> => {
    let left = batch;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
      const { UnprocessedItems: unprocessed } = await client.send(command, { abortSignal: signal });
      left = required(unprocessed)[table] ?? [];
      if (left.length === 0) return;
      if (attempt < MOST_ATTEMPTS) await wait(retryDelay(attempt, random), signal);
    }
    throw new Error('Some rows were not written.');
  };

  return {
    put: (items, signal) =>
      orAwsFailure('DynamoDB', async () => {
        await Promise.all(batches(items).map((batch) => write(batch, signal)));
      }),
    find: (tenant, scope, token, signal) =>
      orAwsFailure('DynamoDB', async () => {
        const found: VaultItem[] = [];
        const query = {
          TableName: table,
          ConsistentRead: true,
          ...WITH_CAPACITY,
          KeyConditionExpression: '#pk = :row AND begins_with(#sk, :token)',
          ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
          ExpressionAttributeValues: { ':row': { S: rowOf(tenant, scope) }, ':token': { S: `${token}#` } },
        };
        for await (const page of paginateQuery({ client }, query, { abortSignal: signal })) {
          for (const item of required(proven(page).Items)) found.push(fromItem(item, tenant, scope, token));
        }
        return found;
      }),
  };
};
