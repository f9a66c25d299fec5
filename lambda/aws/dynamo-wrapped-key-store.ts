import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLES } from '../contract/tables.ts';
import type { TenantId } from '../contract/tenant.ts';
import type { KeyEpoch, WrappedKeyStore } from '../tokens/data-keys.ts';
import { bytesAt, type Item, proven, required, WITH_CAPACITY } from './attributes.ts';
import { isConditionFailure, orAwsFailure } from './aws-failure.ts';

const { partitionKey, sortKey } = TABLES.vault;
const WRAPPED = 'wrapped';

const keyOf = (tenant: TenantId, epoch: KeyEpoch): Item => ({
  [partitionKey]: { S: tenant },
  [sortKey]: { S: `KEY#${epoch}` },
});

/** Wrapped data keys in the vault's table, without a time of expiry. */
export const createDynamoWrappedKeyStore = (client: DynamoDBClient, table: string): WrappedKeyStore => {
  const read = async (
    tenant: TenantId,
    epoch: KeyEpoch,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> => {
    const command = new GetItemCommand({
      TableName: table,
      Key: keyOf(tenant, epoch),
      ConsistentRead: true,
      ...WITH_CAPACITY,
    });
    const { Item: item } = proven(await client.send(command, { abortSignal: signal }));
    return item === undefined ? undefined : required(bytesAt(item, WRAPPED));
  };

  /** `false` when there is a key already: another writer's, or our own from a try whose answer was lost. */
  const put = async (item: Item, signal: AbortSignal): Promise<boolean> => {
    const command = new PutItemCommand({
      TableName: table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': partitionKey },
      ...WITH_CAPACITY,
    });
    try {
      proven(await client.send(command, { abortSignal: signal }));
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  return {
    find: (tenant, epoch, signal) => orAwsFailure('DynamoDB', () => read(tenant, epoch, signal)),
    putIfAbsent: (tenant, epoch, wrapped, signal) =>
      orAwsFailure('DynamoDB', async () => {
        const item = { ...keyOf(tenant, epoch), [WRAPPED]: { B: wrapped } };
        if (await put(item, signal)) return wrapped;
        return required(await read(tenant, epoch, signal));
      }),
  };
};
