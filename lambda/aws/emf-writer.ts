import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricLine, MetricWriter } from '../contract/meter.ts';
import { METRIC_NAMESPACE, METRICS, STAGE_DIMENSION } from '../contract/metrics.ts';

export interface EmfWriterDeps {
  readonly stage: string;
  /** Writes to the function's log, where CloudWatch finds the values. */
  readonly write: (line: string) => void;
}

/** CloudWatch takes no more values of one metric in a line. */
const MOST_VALUES = 99;

const silent = (): void => undefined;
/** Powertools would warn of the texts that it is given. */
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * Writes values in CloudWatch's Embedded Metric Format, a line for each set of dimensions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * Powertools gathers what belongs into a line. It does that within one call here and is empty again at its end, so that
 * requests under way at the same time don't get into each other's lines.
 */
export const createEmfWriter = ({ stage, write }: EmfWriterDeps): MetricWriter => {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger: SILENT });
  // Its own default is a dimension `service`.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [STAGE_DIMENSION]: stage });

  const lineOf = ({ dimensions, values }: MetricLine): string => {
    try {
      for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
      for (const [name, all] of values) {
        for (const value of all.slice(0, MOST_VALUES)) metrics.addMetric(name, METRICS[name].unit, value);
      }
      return `${JSON.stringify(metrics.serializeMetrics())}\n`;
    } finally {
      metrics.clearMetrics();
      metrics.clearDimensions();
    }
  };

  return (lines) => {
    for (const line of lines) write(lineOf(line));
  };
};
