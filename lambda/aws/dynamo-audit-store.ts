import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type AuditStore, AuditStoreError, type StoredRecord } from '../audit/audit-store.ts';
import { TABLES } from '../contract/tables.ts';
import { bytesAt, type Item, proven, required, WITH_CAPACITY } from './attributes.ts';
import {
  auditKey,
  BODY,
  BYTES,
  fromAuditItem,
  partPosition,
  positionOf,
  toAuditItem,
} from './audit-items.ts';
import { classifyWrite, isConditionFailure, orAwsFailure } from './aws-failure.ts';

const { partitionKey } = TABLES.audit;

/** A writer's records, without the parts that stand between them. */
const recordsOf = (table: string, writer: string): QueryCommandInput => ({
  TableName: table,
  ConsistentRead: true,
  ...WITH_CAPACITY,
  KeyConditionExpression: '#writer = :writer',
  FilterExpression: 'attribute_exists(#body)',
  ExpressionAttributeNames: { '#writer': partitionKey, '#body': BODY },
  ExpressionAttributeValues: { ':writer': { S: writer } },
});

async function* list(
  client: DynamoDBClient,
  query: QueryCommandInput,
  signal: AbortSignal,
): AsyncGenerator<StoredRecord> {
  const pages = paginateQuery({ client }, query, { abortSignal: signal });
  const next = async (): Promise<readonly StoredRecord[] | undefined> => {
    const page = await pages.next();
    return page.done === true ? undefined : required(proven(page.value).Items).map(fromAuditItem);
  };
  for (;;) {
    const records = await orAwsFailure('DynamoDB', next);
    if (records === undefined) return;
    yield* records;
  }
}

/** The audit's hot store. Every write is conditional: nothing that exists is ever written over. */
export const createDynamoAuditStore = (client: DynamoDBClient, table: string): AuditStore => {
  const put = async (item: Item, signal: AbortSignal): Promise<'stored' | 'taken'> => {
    const command = new PutItemCommand({
      TableName: table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#writer)',
      ExpressionAttributeNames: { '#writer': partitionKey },
      ...WITH_CAPACITY,
    });
    try {
      proven(await client.send(command, { abortSignal: signal }));
      return 'stored';
    } catch (error) {
      if (isConditionFailure(error)) return 'taken';
      throw new AuditStoreError(classifyWrite(error));
    }
  };

  const get = async (writer: string, position: string, signal: AbortSignal): Promise<Item | undefined> => {
    const command = new GetItemCommand({
      TableName: table,
      Key: auditKey(writer, position),
      ConsistentRead: true,
      ...WITH_CAPACITY,
    });
    const { Item: item } = proven(await client.send(command, { abortSignal: signal }));
    return item;
  };

  return {
    append: (stored, signal) => put(toAuditItem(stored), signal),
    async putPart(part, signal) {
      await put({ ...auditKey(part.writer, partPosition(part)), [BYTES]: { B: part.bytes } }, signal);
    },
    find: (writer, seq, signal) =>
      orAwsFailure('DynamoDB', async () => {
        const item = await get(writer, positionOf(seq), signal);
        return item === undefined ? undefined : fromAuditItem(item);
      }),
    findPart: (place, signal) =>
      orAwsFailure('DynamoDB', async () => {
        const item = await get(place.writer, partPosition(place), signal);
        return item === undefined ? undefined : required(bytesAt(item, BYTES));
      }),
    list: (writer, signal) => list(client, recordsOf(table, writer), signal),
  };
};
