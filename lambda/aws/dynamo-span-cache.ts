import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mapAtOnce } from '../contract/at-once.ts';
import { TABLES } from '../contract/tables.ts';
import type { SpanRow, SpanStore } from '../phi/span-cache/span-store.ts';
import { bytesAt, type Item, numberAt, proven, required, textAt, WITH_CAPACITY } from './attributes.ts';
import { orAwsFailure } from './aws-failure.ts';
import { batchGet } from './dynamo-batches.ts';

/** Writing is done beside the request, so it leaves connections to others. */
const AT_ONCE = 8;

const { partitionKey, ttl } = TABLES.spans;
const ENTRY = 'entry';
const MAC = 'mac';

const toItem = ({ id, entry, mac, expiresAt }: SpanRow): Item => ({
  [partitionKey]: { S: id },
  [ENTRY]: { B: entry },
  [MAC]: { B: mac },
  [ttl]: { N: String(expiresAt) },
});

const fromItem = (item: Item): SpanRow => ({
  id: required(textAt(item, partitionKey)),
  entry: required(bytesAt(item, ENTRY)),
  mac: required(bytesAt(item, MAC)),
  expiresAt: required(numberAt(item, ttl)),
});

/**
 * What was found in texts, in DynamoDB. Rows are written one by one: the right to write batches would be the right to
 * delete, and costs the same.
 */
export const createDynamoSpanStore = (client: DynamoDBClient, table: string): SpanStore => ({
  get: (ids, signal) =>
    orAwsFailure('DynamoDB', async () => {
      const keys = ids.map((id): Item => ({ [partitionKey]: { S: id } }));
      return (await batchGet(client, table, keys, signal)).map(fromItem);
    }),
  put: (rows, signal) =>
    orAwsFailure('DynamoDB', async () => {
      await mapAtOnce(AT_ONCE, rows, async (row) => {
        const command = new PutItemCommand({ TableName: table, Item: toItem(row), ...WITH_CAPACITY });
        proven(await client.send(command, { abortSignal: signal }));
      });
    }),
});
