import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Expected, StateKey, StateTable } from '../state/state-table.ts';
import { type Item, proven, required, WITH_CAPACITY } from './attributes.ts';
import { isConditionFailure, orAwsFailure } from './aws-failure.ts';
import { batchGet, batchPut } from './dynamo-batches.ts';
import {
  CLOSED,
  fromStateItem,
  OBJECT,
  outlineOf,
  partitionKey,
  sortKey,
  stateKey,
  toStateItem,
  ttl,
  VERSION,
} from './state-items.ts';

/** A condition of a write, with the names and values that stand in it. */
interface Condition {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values?: Item;
}

const ofVersion = (version: string): Condition => ({
  expression: '#version = :version',
  names: { '#version': VERSION },
  values: { ':version': { S: version } },
});

const EXISTS: Condition = { expression: 'attribute_exists(#pk)', names: { '#pk': partitionKey } };
const ABSENT: Condition = { expression: 'attribute_not_exists(#pk)', names: { '#pk': partitionKey } };
const OPEN: Condition = { expression: 'attribute_not_exists(#closed)', names: { '#closed': CLOSED } };

const livingAt = (now: number): Condition => ({
  expression: '#ttl > :now',
  names: { '#ttl': ttl },
  values: { ':now': { N: String(now) } },
});

const both = (a: Condition, b: Condition): Condition => ({
  expression: `${a.expression} AND ${b.expression}`,
  names: { ...a.names, ...b.names },
  values: { ...a.values, ...b.values },
});

const conditionOf = (expected: Expected): Condition => {
  if (expected === 'absent') return ABSENT;
  return expected === 'open' ? OPEN : both(OPEN, ofVersion(expected.version));
};

const inCommand = ({ expression, names, values }: Condition) => ({
  ConditionExpression: expression,
  ExpressionAttributeNames: names,
  ...(values !== undefined && { ExpressionAttributeValues: values }),
});

/** Sets one attribute of a row, under a condition. */
const setting = (
  table: string,
  key: StateKey,
  [name, value]: readonly [string, Item[string]],
  on: Condition,
) =>
  new UpdateItemCommand({
    TableName: table,
    Key: stateKey(key),
    UpdateExpression: 'SET #set = :set',
    ConditionExpression: on.expression,
    ExpressionAttributeNames: { ...on.names, '#set': name },
    ExpressionAttributeValues: { ...on.values, ':set': value },
    ...WITH_CAPACITY,
  });

const rowsOf = (table: string, partition: string, sortPrefix?: string): QueryCommandInput => ({
  TableName: table,
  ConsistentRead: true,
  ...WITH_CAPACITY,
  KeyConditionExpression: sortPrefix === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :sort)',
  ExpressionAttributeNames: { '#pk': partitionKey, ...(sortPrefix !== undefined && { '#sk': sortKey }) },
  ExpressionAttributeValues: {
    ':pk': { S: partition },
    ...(sortPrefix !== undefined && { ':sort': { S: sortPrefix } }),
  },
});

/** A query for rows without their bodies. */
const withoutBodies = (query: QueryCommandInput): QueryCommandInput => ({
  ...query,
  ProjectionExpression: '#pk, #sk, #object',
  ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey, '#object': OBJECT },
});

type Answer = Parameters<typeof proven>[0];

/** False when the condition of a write didn't hold. */
const whether = async (answer: Promise<Answer>): Promise<boolean> => {
  try {
    proven(await answer);
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
};

const everyItem = async (
  client: DynamoDBClient,
  query: QueryCommandInput,
  signal: AbortSignal,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client }, query, { abortSignal: signal })) {
    items.push(...required(proven(page).Items));
  }
  return items;
};

/** Stored state in DynamoDB. */
export const createDynamoStateTable = (client: DynamoDBClient, table: string): StateTable => {
  const tried = <T>(call: () => Promise<T>): Promise<T> => orAwsFailure('DynamoDB', call);
  return {
    put: (row, expected, signal) =>
      tried(async () => {
        const condition = inCommand(conditionOf(expected));
        const item = { TableName: table, Item: toStateItem(row), ...WITH_CAPACITY };
        const answer = client.send(new PutItemCommand({ ...item, ...condition }), { abortSignal: signal });
        return (await whether(answer)) ? 'stored' : 'refused';
      }),
    putAll: (rows, signal) => tried(() => batchPut(client, table, rows.map(toStateItem), signal)),
    get: (keys, signal) =>
      tried(async () => (await batchGet(client, table, keys.map(stateKey), signal)).map(fromStateItem)),
    list: (partition, sortPrefix, signal) =>
      tried(async () => {
        const items = await everyItem(client, rowsOf(table, partition, sortPrefix), signal);
        return items.map(fromStateItem);
      }),
    outline: (partition, signal) =>
      tried(async () => {
        const items = await everyItem(client, withoutBodies(rowsOf(table, partition)), signal);
        return items.map(outlineOf);
      }),
    last: (partition, sortPrefix, signal) =>
      tried(async () => {
        const backwards = { ...withoutBodies(rowsOf(table, partition, sortPrefix)), ScanIndexForward: false };
        const command = new QueryCommand({ ...backwards, Limit: 1 });
        const { Items: items } = proven(await client.send(command, { abortSignal: signal }));
        return required(items).map(outlineOf).at(0);
      }),
    renew: (key, expiresAt, signal, version) =>
      tried(async () => {
        const condition = version === undefined ? EXISTS : ofVersion(version);
        const command = setting(table, key, [ttl, { N: String(expiresAt) }], condition);
        await whether(client.send(command, { abortSignal: signal }));
      }),
    close: (key, now, signal) =>
      tried(() => {
        const command = setting(table, key, [CLOSED, { BOOL: true }], livingAt(now));
        return whether(client.send(command, { abortSignal: signal }));
      }),
    delete: (key, signal, version) =>
      tried(async () => {
        const condition = version === undefined ? {} : inCommand(ofVersion(version));
        const row = { TableName: table, Key: stateKey(key), ...WITH_CAPACITY };
        await whether(client.send(new DeleteItemCommand({ ...row, ...condition }), { abortSignal: signal }));
      }),
  };
};
