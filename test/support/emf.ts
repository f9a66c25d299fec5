import { expect, vi } from 'vitest';
import * as z from 'zod';

/**
 * A line as CloudWatch reads it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const DIRECTIVE = z.strictObject({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z
    .array(z.strictObject({ Name: z.string().min(1).max(1024), Unit: z.enum(['Count', 'Milliseconds']) }))
    .min(1)
    .max(100),
});
const LINE = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.int().positive(), CloudWatchMetrics: z.array(DIRECTIVE).min(1) }),
});
const VALUES = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1).max(100)]);

/** The values of one metric in one line. */
export interface EmfValue {
  readonly namespace: string;
  readonly metric: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** Throws for anything that CloudWatch would drop, and for anything in a line that is no part of a metric. */
export const readEmf = (line: string): readonly EmfValue[] => {
  if (!line.endsWith('\n') || line.indexOf('\n') < line.length - 1) throw new Error('not one line');
  const { _aws: head, ...members } = LINE.parse(JSON.parse(line));
  const read = new Set<string>();
  const take = (name: string): unknown => {
    read.add(name);
    return members[name];
  };
  const values = head.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(
        ({ Name, Unit }): EmfValue => ({
          namespace: Namespace,
          metric: Name,
          unit: Unit,
          dimensions: Object.fromEntries(names.map((name) => [name, z.string().min(1).parse(take(name))])),
          values: VALUES.parse(take(Name)),
        }),
      ),
    ),
  );
  expect(Object.keys(members).filter((name) => !read.has(name))).toEqual([]);
  return values;
};

/** What was measured of some requests, to be asked for as a dashboard asks. */
export const readMetrics = (lines: readonly string[]) => {
  const all = lines.flatMap(readEmf);
  const valuesOf = (metric: string, of: Readonly<Record<string, string>> = {}): number[] =>
    all
      .filter((one) => one.metric === metric)
      .filter(({ dimensions }) => Object.entries(of).every(([name, value]) => dimensions[name] === value))
      .flatMap(({ values }) => values);
  return {
    all,
    valuesOf,
    sum: (metric: string, of: Readonly<Record<string, string>> = {}): number =>
      valuesOf(metric, of).reduce((sum, value) => sum + value, 0),
    /** How each request ended: `responses answered`. */
    outcomes: (): string[] =>
      all
        .filter(({ metric }) => metric === 'Requests')
        .map(({ dimensions }) => `${dimensions['endpoint']} ${dimensions['outcome']}`),
    /** The steps that were told of, in their order. */
    steps: (): (string | undefined)[] =>
      all.filter(({ metric }) => metric === 'StepDuration').map(({ dimensions }) => dimensions['step']),
  };
};

/** The metrics of so many requests, as soon as they are told: that is after the end of their answers. */
export const metricsOf = async (lines: readonly string[], requests = 1) => {
  await vi.waitFor(() => expect(readMetrics(lines).outcomes()).toHaveLength(requests), { timeout: 5_000 });
  return readMetrics(lines);
};
