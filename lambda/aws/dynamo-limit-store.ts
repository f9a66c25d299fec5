import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LimitStore, LimitWindow } from '../access/limit-store.ts';
import { TABLES } from '../contract/tables.ts';
import { numberAt, proven, required, WITH_CAPACITY } from './attributes.ts';
import { isConditionFailure, orAwsFailure } from './aws-failure.ts';

const { partitionKey, ttl } = TABLES.limits;

/** The condition lets a full window stay as it is: what is refused isn't counted. */
const oneMore = (table: string, { id, expiresAt }: LimitWindow, limit: number): UpdateItemCommand =>
  new UpdateItemCommand({
    TableName: table,
    Key: { [partitionKey]: { S: id } },
    UpdateExpression: 'ADD #requests :one SET #expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(#requests) OR #requests < :limit',
    ExpressionAttributeNames: { '#requests': 'requests', '#expiresAt': ttl },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':limit': { N: String(limit) },
      ':expiresAt': { N: String(expiresAt) },
    },
    ReturnValues: 'UPDATED_NEW',
    ...WITH_CAPACITY,
  });

/** Counts of requests in DynamoDB. One item takes some 1,000 writes a second, which bounds a key, and a tenant's keys. */
export const createDynamoLimitStore = (client: DynamoDBClient, table: string): LimitStore => ({
  count: (window, limit, signal) =>
    orAwsFailure('DynamoDB', async () => {
      try {
        const command = oneMore(table, window, limit);
        const { Attributes: item } = proven(await client.send(command, { abortSignal: signal }));
        return required(numberAt(required(item), 'requests'));
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    }),
});
