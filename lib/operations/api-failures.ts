import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * Counts the answers with 5xx that API Gateway gave by itself, before or instead of a function; its own metric counts
 * those of the functions with them. In a namespace for each stage, since a filter can't give a dimension of its own.
 */
export const failuresOfApi = (scope: Construct, accessLog: ILogGroup, stageName: string): Metric =>
  new MetricFilter(scope, 'ApiFailures', {
    logGroup: accessLog,
    // All fields are strings there, and `-` is what is missing (`constructs/access-log.ts`).
    filterPattern: FilterPattern.literal('{ ($.status = "5*") && ($.errorType != "-") }'),
    metricNamespace: `Hawthorn/${stageName}`,
    metricName: 'ApiFailures',
    metricValue: '1',
  }).metric({ statistic: 'Sum', label: '5xx of API Gateway itself' });
