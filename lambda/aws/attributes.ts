import type { AttributeValue, ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB's low-level API has it. */
export type Item = Record<string, AttributeValue>;

/** `undefined` when the item has no such attribute or one of another type. */
export const textAt = (item: Item, name: string): string | undefined => item[name]?.S;
export const bytesAt = (item: Item, name: string): Uint8Array | undefined => item[name]?.B;
export const numberAt = (item: Item, name: string): number | undefined => {
  const digits = item[name]?.N;
  return digits === undefined ? undefined : Number(digits);
};

/** Asked for in every call, so that an answer can be told from an empty one. */
export const WITH_CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Throws unless DynamoDB itself answered. In its protocol an empty object says "no such item", or "written": so
 * whatever stands between us and it could say that too.
 */
export const proven = <T extends { readonly ConsumedCapacity?: ConsumedCapacity | undefined }>(
  output: T,
): T => {
  if (output.ConsumedCapacity?.TableName === undefined) throw new Error('The answer is not of DynamoDB.');
  return output;
};

/** The same for an answer to a batch, which is of one table. */
export const provenBatch = <T extends { readonly ConsumedCapacity?: ConsumedCapacity[] | undefined }>(
  output: T,
): T => {
  const [capacity] = output.ConsumedCapacity ?? [];
  if (capacity?.TableName === undefined) throw new Error('The answer is not of DynamoDB.');
  return output;
};

/** For attributes that an item can't be without. */
export const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('An item lacks an attribute.');
  return value;
};
