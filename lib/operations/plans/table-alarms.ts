import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TABLES } from '../../../lambda/contract/tables.ts';
import type { AlarmPlan } from '../alarm-plan.ts';

type TableName = keyof typeof TABLES;
/** The tables of the stage, by their names in DynamoDB. */
export type WatchedTables = Readonly<Record<TableName, string>>;

const ofTable = (metricName: string, tableName: string): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
  });

/** A sum of metrics under names of its own, as no two of a graph may be called the same. */
const sumOf = (label: string, metrics: readonly (readonly [variable: string, metric: IMetric])[]) =>
  new MathExpression({
    expression: metrics.map(([variable]) => `FILL(${variable}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics),
    label,
  });

/** Reads and writes that DynamoDB turned away. */
export const throttledCalls = (table: string, tableName: string): MathExpression =>
  sumOf(table, [
    [`${table}Reads`, ofTable('ReadThrottleEvents', tableName)],
    [`${table}Writes`, ofTable('WriteThrottleEvents', tableName)],
  ]);

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

/** Errors that DynamoDB made itself (HTTP 500). */
export const failedCalls = (table: string, tableName: string): MathExpression =>
  sumOf(
    table,
    OPERATIONS.map((Operation) => [
      `${table}${Operation}`,
      ofTable('SystemErrors', tableName).with({ dimensionsMap: { TableName: tableName, Operation } }),
    ]),
  );

/** What DynamoDB says of the tables. */
export const tableAlarms = (tables: WatchedTables): readonly AlarmPlan[] =>
  Object.entries(tables).flatMap(([which, tableName]): readonly AlarmPlan[] => [
    { kind: 'table-throttled', which, metric: throttledCalls(which, tableName) },
    { kind: 'table-failing', which, metric: failedCalls(which, tableName) },
  ]);
