import type { Measurement, MetricLine } from '../contract/meter.ts';
import {
  type DimensionValues,
  METRICS,
  type MeasuredEndpoint,
  type MetricName,
} from '../contract/metrics.ts';

type Dimensions = Readonly<Partial<DimensionValues>>;

/** What is less than a thousandth of a millisecond is noise. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1_000) / 1_000;

/** The dimensions of a value in one order, whatever order it was told in. */
const dimensionsOf = (measurement: Measurement, endpoint: MeasuredEndpoint): Dimensions => {
  const told: Dimensions = { ...measurement, endpoint };
  const own: Partial<Record<string, string>> = {};
  for (const name of METRICS[measurement.metric].dimensions) own[name] = told[name];
  return own;
};

/** Counts are summed up, times stay what they are. */
const joined = (metric: MetricName, before: readonly number[], value: number): readonly number[] => {
  if (METRICS[metric].unit === 'Milliseconds') return [...before, rounded(value)];
  return [(before[0] ?? 0) + value];
};

/** Values of one request by their dimensions. */
export const metricLines = (
  measurements: readonly Measurement[],
  endpoint: MeasuredEndpoint,
): readonly MetricLine[] => {
  const lines = new Map<string, { dimensions: Dimensions; values: Map<MetricName, readonly number[]> }>();
  for (const measurement of measurements) {
    const { metric, value } = measurement;
    // CloudWatch would take none of a line that holds such a value.
    if (!Number.isFinite(value)) continue;
    const dimensions = dimensionsOf(measurement, endpoint);
    const key = JSON.stringify(dimensions);
    const values = lines.get(key)?.values ?? new Map<MetricName, readonly number[]>();
    lines.set(key, { dimensions, values });
    values.set(metric, joined(metric, values.get(metric) ?? [], value));
  }
  return [...lines.values()];
};
