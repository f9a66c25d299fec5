import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TABLES } from '../../../lambda/contract/tables.ts';
import type { AlarmPlan } from '../alarm-plan.ts';

export type TableName = keyof typeof TABLES;
/** The tables of the stage, by their names in DynamoDB. */
export type WatchedTables = Readonly<Record<TableName, string>>;

const ofTable = (metricName: string, tableName: string): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
  });

/** Reads and writes that DynamoDB turned away. */
export const throttledCalls = (tableName: string): MathExpression =>
  new MathExpression({
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: {
      reads: ofTable('ReadThrottleEvents', tableName),
      writes: ofTable('WriteThrottleEvents', tableName),
    },
    label: 'throttled',
  });

/** What the functions do with tables; DynamoDB tells its errors by the operation alone. */
const OPERATIONS = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'BatchGetItem',
  'BatchWriteItem',
] as const;

const variableOf = (operation: string): string => `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;

/** Errors that DynamoDB made itself (HTTP 500). */
export const failedCalls = (tableName: string): MathExpression => {
  const metrics = OPERATIONS.map((Operation): [string, IMetric] => [
    variableOf(Operation),
    ofTable('SystemErrors', tableName).with({ dimensionsMap: { TableName: tableName, Operation } }),
  ]);
  return new MathExpression({
    expression: metrics.map(([variable]) => `FILL(${variable}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics),
    label: 'failed',
  });
};

/** What DynamoDB says of the tables. */
export const tableAlarms = (tables: WatchedTables): readonly AlarmPlan[] =>
  Object.entries(tables).flatMap(([which, tableName]): readonly AlarmPlan[] => [
    { kind: 'table-throttled', which, metric: throttledCalls(tableName) },
    { kind: 'table-failing', which, metric: failedCalls(tableName) },
  ]);
