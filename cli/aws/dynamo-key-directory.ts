import { type DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { KeyDirectory, ListedKey } from '../../lambda/access/key-directory.ts';
import { type Item, proven, required, textAt, WITH_CAPACITY } from '../../lambda/aws/attributes.ts';
import { orAwsFailure } from '../../lambda/aws/aws-failure.ts';
import { keyRecordFrom } from '../../lambda/aws/dynamo-key-store.ts';
import { TABLES } from '../../lambda/contract/tables.ts';

const { partitionKey } = TABLES.keys;

const listed = (item: Item): ListedKey => {
  try {
    return { kind: 'key', record: keyRecordFrom(item) };
  } catch {
    return { kind: 'malformed', id: required(textAt(item, partitionKey)) };
  }
};

/** Policies stand in the same table, see `dynamo-policy-store.ts`. */
const isKey = (item: Item): boolean => textAt(item, partitionKey)?.includes('#') !== true;

/** All keys of the table; no function has the right to look through it or to change what is there. */
export const createDynamoKeyDirectory = (client: DynamoDBClient, table: string): KeyDirectory => ({
  async *list(signal) {
    const query = { TableName: table, ConsistentRead: true, ...WITH_CAPACITY };
    const pages = paginateScan({ client }, query, { abortSignal: signal });
    for (;;) {
      const page = await orAwsFailure('DynamoDB', () => pages.next());
      if (page.done === true) return;
      yield* required(proven(page.value).Items).filter(isKey).map(listed);
    }
  },
  setStatus: (id, status, signal) =>
    orAwsFailure('DynamoDB', async () => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: id } },
        UpdateExpression: 'SET #status = :new',
        ConditionExpression: 'attribute_exists(#id) AND #status <> :new',
        ExpressionAttributeNames: { '#id': partitionKey, '#status': 'status' },
        ExpressionAttributeValues: { ':new': { S: status } },
        ...WITH_CAPACITY,
      });
      proven(await client.send(command, { abortSignal: signal }));
    }),
});
