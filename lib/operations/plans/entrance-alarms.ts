import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmPlan } from '../alarm-plan.ts';

export interface Entrance {
  /** Answers with 5xx that API Gateway gave by itself. */
  readonly failedByApi: IMetric;
  /** The web ACL's name in its metrics, where the stage has one. */
  readonly webAcl: string | undefined;
  readonly region: string;
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
export const blockedByWebAcl = (webAcl: string, region: string): Metric =>
  new Metric({
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: webAcl, Region: region, Rule: 'ALL' },
    statistic: 'Sum',
  });

/** What happens before a function is reached. */
export const entranceAlarms = ({ failedByApi, webAcl, region }: Entrance): readonly AlarmPlan[] => [
  { kind: 'api-failing', metric: failedByApi },
  ...(webAcl === undefined
    ? []
    : [{ kind: 'web-acl-blocking' as const, metric: blockedByWebAcl(webAcl, region) }]),
];
