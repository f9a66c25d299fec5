import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type DimensionsOf,
  METRIC_NAMESPACE,
  METRICS,
  type MetricName,
  STAGE_DIMENSION,
} from '../../lambda/contract/metrics.ts';

/** `Sum` for what is counted; a percentile such as `p90` for times. */
type Statistic = 'Sum' | 'Average' | `p${number}`;

/**
 * What the functions measure, as CloudWatch wants to be asked. A metric under other dimensions than it was told with is
 * another metric, and an empty one: so the compiler asks for exactly those of the catalogue.
 */
export interface Measured {
  /** One metric. */
  metric<N extends MetricName>(name: N, dimensions: DimensionsOf<N>, statistic: Statistic): Metric;
  /** Graphs of all values of the dimensions that are left open. For dashboards: alarms can't search. */
  search<N extends MetricName>(
    name: N,
    dimensions: Partial<DimensionsOf<N>>,
    statistic: Statistic,
    period: Duration,
  ): string;
  /** The sum over all values of its dimensions, for alarms. `except`: values that don't count. */
  total<N extends MetricName>(
    name: N,
    except?: { [D in keyof DimensionsOf<N>]?: readonly string[] },
  ): MathExpression;
}

const dimensionNames = (name: MetricName): readonly string[] =>
  [...METRICS[name].dimensions, STAGE_DIMENSION].toSorted();

export const measuredIn = (stage: string): Measured => ({
  metric: (name, dimensions, statistic) =>
    new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: name,
      dimensionsMap: { ...dimensions, [STAGE_DIMENSION]: stage },
      statistic,
    }),

  search: (name, dimensions, statistic, period) => {
    const given = Object.entries({ ...dimensions, [STAGE_DIMENSION]: stage });
    const schema = [METRIC_NAMESPACE, ...dimensionNames(name)].join(',');
    const where = given.map(([dimension, value]) => `${dimension}="${value}"`).join(' ');
    return `SEARCH('{${schema}} MetricName="${name}" ${where}', '${statistic}', ${period.toSeconds()})`;
  },

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
  total: (name, except = {}) => {
    const schema = [METRIC_NAMESPACE, ...dimensionNames(name)].map((word) => `"${word}"`).join(', ');
    const excepted = Object.entries<readonly string[] | undefined>(except).flatMap(([dimension, values]) =>
      (values ?? []).map((value) => ` AND "${dimension}" != '${value}'`),
    );
    return new MathExpression({
      expression: `SELECT SUM("${name}") FROM SCHEMA(${schema}) WHERE "${STAGE_DIMENSION}" = '${stage}'${excepted.join('')}`,
      usingMetrics: {},
      period: Duration.minutes(5),
      label: name,
    });
  },
});
