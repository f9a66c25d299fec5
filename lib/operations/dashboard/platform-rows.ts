import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Color, type IMetric, type IWidget, type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { blockedByWebAcl, type Entrance } from '../plans/entrance-alarms.ts';
import type { WatchedFunction } from '../plans/function-alarms.ts';
import { failedCalls, throttledCalls, type WatchedTables } from '../plans/table-alarms.ts';
import { graph, PERIOD } from './graph.ts';

/** The functions, as Lambda sees them. */
export const functionRow = (functions: readonly WatchedFunction[]): readonly IWidget[] => {
  const each = (label: string, metric: (watched: WatchedFunction) => Metric): readonly IMetric[] =>
    functions.map((watched) =>
      metric(watched).with({ label: `${watched.name} ${label}`.trim(), period: PERIOD }),
    );
  return [
    graph({
      title: 'Functions in 5 minutes: crashes and time-outs, and requests turned away',
      leftUnit: 'runs',
      left: [
        ...each('failed', ({ gateway }) => gateway.function.metricErrors()),
        ...each('turned away', ({ gateway }) => gateway.function.metricThrottles()),
      ],
      rightUnit: 'runs in all',
      right: each('', ({ gateway }) => gateway.function.metricInvocations()),
      width: 8,
    }),
    graph({
      title: 'Functions: how long they run',
      leftUnit: 'ms',
      left: [
        ...each('p99', ({ gateway }) => gateway.function.metricDuration({ statistic: 'p99' })),
        ...each('longest', ({ gateway }) => gateway.function.metricDuration({ statistic: 'Maximum' })),
      ],
      width: 8,
    }),
    graph({
      title: 'Functions: how many run at the same time',
      leftUnit: 'runs',
      left: each('', ({ gateway }) =>
        gateway.function.metric('ConcurrentExecutions', { statistic: 'Maximum' }),
      ),
      width: 8,
    }),
  ];
};

/** API Gateway, and WAF where the stage has it. */
export const entranceRow = (
  restApi: RestApi,
  { failedByApi, webAcl, region }: Entrance,
): readonly IWidget[] => {
  const stage = restApi.deploymentStage;
  const counted = (metric: Metric, label: string, color: string): IMetric =>
    metric.with({ statistic: 'Sum', label, color, period: PERIOD });
  const blocked =
    webAcl === undefined
      ? []
      : [counted(blockedByWebAcl(webAcl, region), 'blocked by the web ACL', Color.PURPLE)];
  return [
    graph({
      title: 'API Gateway in 5 minutes: answers with an error, and all',
      leftUnit: 'answers with an error',
      left: [
        counted(stage.metricClientError(), '4xx', Color.ORANGE),
        counted(stage.metricServerError(), '5xx', Color.RED),
        failedByApi,
        ...blocked,
      ],
      rightUnit: 'all requests',
      right: [counted(stage.metricCount(), 'requests', Color.GREY)],
      width: 12,
    }),
    graph({
      title: 'API Gateway: time to the end of an answer',
      leftUnit: 'ms',
      left: (['p50', 'p99'] as const).map((statistic) =>
        stage.metricLatency({ statistic, label: statistic, period: PERIOD }),
      ),
      width: 12,
    }),
  ];
};

const perTable = (
  tables: WatchedTables,
  metricOf: (table: string, tableName: string) => MathExpression,
): readonly IMetric[] =>
  Object.entries(tables).map(([table, tableName]) => metricOf(table, tableName).with({ period: PERIOD }));

/** https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-cloudwatch.html */
const keyCalls = (): Metric =>
  new Metric({
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensionsMap: {
      Service: 'KMS',
      Type: 'API',
      Resource: 'CryptographicOperationsSymmetric',
      Class: 'None',
    },
    statistic: 'Sum',
    label: 'calls',
    period: PERIOD,
  });

/** DynamoDB and KMS. */
export const storeWidgets = (tables: WatchedTables): readonly IWidget[] => [
  graph({
    title: 'DynamoDB in 5 minutes: reads and writes turned away (left), failed (right)',
    leftUnit: 'turned away',
    left: perTable(tables, throttledCalls),
    rightUnit: 'failed',
    right: perTable(tables, failedCalls),
    width: 8,
  }),
  graph({
    title: 'KMS in 5 minutes: calls of the whole account that count against its quota',
    leftUnit: 'calls',
    left: [keyCalls()],
    width: 8,
  }),
];
