import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ApiKeyRecord, KeyStore } from '../access/api-key.ts';
import { parseKeyRecord } from '../access/key-record.ts';
import { TABLES } from '../contract/tables.ts';
import { type Item, numberAt, proven, WITH_CAPACITY } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';

const { partitionKey } = TABLES.keys;

/** All fields are strings but one. */
const toItem = (record: ApiKeyRecord): Item => {
  const fields: Readonly<Record<string, string | number>> = { ...record };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );
};

/** Every attribute is handed on, also ones that nobody knows: the check refuses them. */
export const keyRecordFrom = (item: Item): ApiKeyRecord =>
  parseKeyRecord(
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? numberAt(item, name)])),
  );

/** API keys in DynamoDB. Reads are consistent, so that a key works, and is refused, as soon as it is written. */
export const createDynamoKeyStore = (client: DynamoDBClient, table: string): KeyStore => ({
  find: (id, signal) =>
    orAwsFailure('DynamoDB', async () => {
      const command = new GetItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: id } },
        ConsistentRead: true,
        ...WITH_CAPACITY,
      });
      const { Item: item } = proven(await client.send(command, { abortSignal: signal }));
      return item === undefined ? undefined : keyRecordFrom(item);
    }),
  create: (record) =>
    orAwsFailure('DynamoDB', async () => {
      const command = new PutItemCommand({
        TableName: table,
        Item: toItem(record),
        ConditionExpression: 'attribute_not_exists(#id)',
        ExpressionAttributeNames: { '#id': partitionKey },
        ...WITH_CAPACITY,
      });
      proven(await client.send(command));
    }),
});
