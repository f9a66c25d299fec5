import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { GatewayFunction } from '../../constructs/gateway-function.ts';
import type { AlarmPlan } from '../alarm-plan.ts';

/** A function, by the name that settings and alarms give it. */
export interface WatchedFunction {
  readonly name: string;
  readonly gateway: GatewayFunction;
  /** How many may run at the same time, where the stage says so. */
  readonly reserved: number | undefined;
}

const shareOfReserved = ({ gateway }: WatchedFunction, reserved: number): MathExpression =>
  new MathExpression({
    expression: `100 * running / ${reserved}`,
    usingMetrics: {
      running: gateway.function.metric('ConcurrentExecutions', { statistic: 'Maximum' }),
    },
    label: `of ${reserved} at the same time`,
  });

/**
 * Of what the account has, as CloudWatch knows the quota.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html
 */
const shareOfQuota = (): MathExpression =>
  new MathExpression({
    expression: '100 * running / SERVICE_QUOTA(running)',
    usingMetrics: {
      running: new Metric({
        namespace: 'AWS/Usage',
        metricName: 'ResourceCount',
        dimensionsMap: {
          Service: 'Lambda',
          Type: 'Resource',
          Resource: 'ConcurrentExecutions',
          Class: 'None',
        },
        statistic: 'Maximum',
      }),
    },
    label: "of the account's quota",
  });

/** How near the longest run came to its end. */
const shareOfTime = ({ function: running, timeout }: GatewayFunction): MathExpression =>
  new MathExpression({
    expression: `100 * longest / ${timeout.toMilliseconds()}`,
    usingMetrics: { longest: running.metricDuration({ statistic: 'Maximum' }) },
    label: 'of its time',
  });

const alarmsOf = (watched: WatchedFunction): readonly AlarmPlan[] => {
  const { name: which, gateway, reserved } = watched;
  const lambda = gateway.function;
  return [
    { kind: 'function-failing', which, metric: lambda.metricErrors() },
    { kind: 'function-throttled', which, metric: lambda.metricThrottles() },
    { kind: 'function-near-time-out', which, metric: shareOfTime(gateway) },
    ...(reserved === undefined
      ? []
      : [{ kind: 'concurrency-used-up' as const, which, metric: shareOfReserved(watched, reserved) }]),
  ];
};

/** What Lambda says of the functions. */
export const functionAlarms = (functions: readonly WatchedFunction[]): readonly AlarmPlan[] => [
  ...functions.flatMap(alarmsOf),
  ...(functions.some(({ reserved }) => reserved === undefined)
    ? [{ kind: 'concurrency-used-up' as const, which: 'account', metric: shareOfQuota() }]
    : []),
];
