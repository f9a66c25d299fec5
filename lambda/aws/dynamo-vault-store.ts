import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { mapAtOnce } from '../contract/at-once.ts';
import { TABLES } from '../contract/tables.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import type { Token } from '../tokens/token.ts';
import type { ValueRef, VaultItem, VaultStore } from '../tokens/vault.ts';
import { bytesAt, type Item, numberAt, proven, required, textAt, WITH_CAPACITY } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';
import { batchGet } from './dynamo-batches.ts';

/** How many rows are under way at once: as many as the SDK has connections. */
const AT_ONCE = 50;

const { partitionKey, sortKey, ttl } = TABLES.vault;

/** A tenant's name has no `#`, so the first one ends it. */
const rowOf = (tenant: TenantId, scope: ScopeId): string => `${tenant}#${scope}`;

const keyOf = (tenant: TenantId, scope: ScopeId, { token, valueTag }: ValueRef): Item => ({
  [partitionKey]: { S: rowOf(tenant, scope) },
  [sortKey]: { S: `${token}#${valueTag}` },
});

const toItem = (item: VaultItem): Item => ({
  ...keyOf(item.tenant, item.scope, item),
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

/**
 * The vault's rows in DynamoDB. Writing a row again is harmless, so an uncertain write is simply tried again. Rows go
 * one by one: the right to write batches would be the right to delete, and costs the same.
 */
export const createDynamoVaultStore = (client: DynamoDBClient, table: string): VaultStore => {
  const write = async (item: VaultItem, signal: AbortSignal): Promise<void> => {
    const command = new PutItemCommand({ TableName: table, Item: toItem(item), ...WITH_CAPACITY });
    proven(await client.send(command, { abortSignal: signal }));
  };

  return {
    put: (items, signal, written) =>
      orAwsFailure('DynamoDB', async () => {
        await mapAtOnce(AT_ONCE, items, async (item) => {
          await write(item, signal);
          written?.(item);
        });
      }),
    get: (tenant, scope, refs, signal) =>
      orAwsFailure('DynamoDB', async () => {
        const tokens = new Map(refs.map(({ token, valueTag }) => [`${token}#${valueTag}`, token]));
        const keys = refs.map((ref) => keyOf(tenant, scope, ref));
        const items = await batchGet(client, table, keys, signal);
        return items.map((item) => {
          const token = required(tokens.get(required(textAt(item, sortKey))));
          return fromItem(item, tenant, scope, token);
        });
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
