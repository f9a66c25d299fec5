import { randomBytes } from 'node:crypto';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { mapAtOnce } from '../contract/at-once.ts';
import { retryDelay, sleep } from '../contract/retry-delay.ts';
import { type Item, provenBatch, required, WITH_CAPACITY } from './attributes.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_READ = 100;
const MOST_WRITTEN = 25;

const BATCHES_AT_ONCE = 8;

const inBatches = <T>(all: readonly T[], most: number): readonly T[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  );

/** Goes on with what DynamoDB left undone, more and more slowly, until all is done or the signal aborts. */
const untilDone = async <T>(
  first: T[],
  signal: AbortSignal,
  step: (some: T[]) => Promise<T[]>,
): Promise<void> => {
  let left = await step(first);
  for (let attempt = 1; left.length > 0; attempt += 1) {
    await sleep(retryDelay(attempt, randomBytes), signal);
    left = await step(left);
  }
};

/** The items that there are, of all of these keys, read consistently. */
export const batchGet = async (
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  signal: AbortSignal,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  const read = async (some: Item[]): Promise<Item[]> => {
    const command = new BatchGetItemCommand({
      RequestItems: { [table]: { Keys: some, ConsistentRead: true } },
      ...WITH_CAPACITY,
    });
    const output = provenBatch(await client.send(command, { abortSignal: signal }));
    found.push(...(required(output.Responses)[table] ?? []));
    return Object.values(output.UnprocessedKeys ?? {}).flatMap(({ Keys: left }) => required(left));
  };
  await mapAtOnce(BATCHES_AT_ONCE, inBatches(keys, MOST_READ), (batch) => untilDone(batch, signal, read));
  return found;
};

/** Writes all of these items, each key at most once. */
export const batchPut = async (
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<void> => {
  const write = async (some: WriteRequest[]): Promise<WriteRequest[]> => {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: some }, ...WITH_CAPACITY });
    const output = provenBatch(await client.send(command, { abortSignal: signal }));
    return Object.values(output.UnprocessedItems ?? {}).flat();
  };
  const requests = items.map((item) => ({ PutRequest: { Item: item } }));
  await mapAtOnce(BATCHES_AT_ONCE, inBatches(requests, MOST_WRITTEN), (batch) =>
    untilDone(batch, signal, write),
  );
};
