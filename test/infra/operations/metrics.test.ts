import { describe, expect, test } from 'vitest';
import { createEmfWriter } from '../../../lambda/aws/emf-writer.ts';
import type { Measurement } from '../../../lambda/contract/meter.ts';
import {
  CLOSED_DIMENSIONS,
  type DimensionValues,
  METRICS,
  type MetricName,
} from '../../../lambda/contract/metrics.ts';
import { stageNamed, synthesise } from '../synthesised.ts';
import { type AskedMetric, askedByAlarms, askedByDashboard } from './asked-metrics.ts';

const NAMES = Object.keys(METRICS) as readonly MetricName[];
/** A value for each dimension. */
const SOME: DimensionValues = {
  endpoint: 'responses',
  outcome: 'answered',
  step: 'detect',
  type: 'NAME',
  reason: 'provider_down',
  provider: 'openai',
};

/** The dimensions under which CloudWatch keeps a metric, as it reads them from a function's log. */
const writtenBy = (name: MetricName, stage: string): readonly string[] => {
  const lines: string[] = [];
  const write = createEmfWriter({ stage, write: (line) => lines.push(line) });
  const dimensions = Object.fromEntries(
    METRICS[name].dimensions.map((dimension): [string, string] => [dimension, SOME[dimension]]),
  );
  write([{ dimensions, values: new Map([[name satisfies Measurement['metric'], [1]]]) }]);
  const { _aws } = JSON.parse(lines[0] ?? '') as {
    _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  };
  const [told] = _aws.CloudWatchMetrics;
  expect(told).toMatchObject({ Namespace: 'Hawthorn', Metrics: [{ Name: name }] });
  expect(told?.Dimensions).toHaveLength(1);
  return told?.Dimensions[0]?.toSorted() ?? [];
};

const closed: Readonly<Record<string, readonly string[]>> = CLOSED_DIMENSIONS;

/** Why CloudWatch would show nothing for it. */
const faultsOf = ({ name, dimensions, values }: AskedMetric, stage: string): readonly string[] => {
  const known = NAMES.find((one) => one === name);
  if (known === undefined) return [`${name} is measured by nobody`];
  const written = writtenBy(known, stage);
  return [
    ...(dimensions.toSorted().join() === written.join()
      ? []
      : [`${name} isn't told by ${dimensions.join()}`]),
    ...Object.entries(values).flatMap(([dimension, value]) => {
      const possible = dimension === 'stage' ? [stage] : closed[dimension];
      return possible === undefined || possible.includes(value)
        ? []
        : [`${name} has no ${dimension} ${value}`];
    }),
  ];
};

describe.each(['dev', 'prod', 'full'] as const)('the metrics of the stage %s', (name) => {
  const { operations } = synthesise(stageNamed(name));
  const alarms = askedByAlarms(operations);
  const dashboard = askedByDashboard(operations);

  test('are asked for as the functions write them: CloudWatch shows nothing for other dimensions', () => {
    expect(alarms.length).toBeGreaterThan(30);
    expect(dashboard.length).toBeGreaterThan(30);
    expect([...alarms, ...dashboard].flatMap((asked) => faultsOf(asked, name))).toEqual([]);
  });

  test('all stand on the dashboard: nothing is measured that nobody sees', () => {
    const shown = new Set(dashboard.map((asked) => asked.name));
    expect(NAMES.filter((metric) => !shown.has(metric))).toEqual([]);
  });
});

test.each([
  [
    { name: 'Requests', dimensions: ['outcome', 'stage'], values: {} },
    "Requests isn't told by outcome,stage",
  ],
  [{ name: 'Request', dimensions: ['stage'], values: {} }, 'Request is measured by nobody'],
  [
    { name: 'PhiFound', dimensions: ['type', 'stage'], values: { stage: 'prod', type: 'MRN' } },
    'PhiFound has no type MRN',
  ],
  [
    { name: 'AuditFailures', dimensions: ['stage'], values: { stage: 'dev' } },
    'AuditFailures has no stage dev',
  ],
])('a metric that is asked for wrongly is found out: %j', (asked, fault) => {
  expect(faultsOf(asked, 'prod')).toEqual([fault]);
});
