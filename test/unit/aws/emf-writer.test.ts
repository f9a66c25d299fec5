import { describe, expect, it } from 'vitest';
import { createEmfWriter } from '../../../lambda/aws/emf-writer.ts';
import type { Measurement, MetricLine } from '../../../lambda/contract/meter.ts';
import { CLOSED_DIMENSIONS, METRICS, type MetricName } from '../../../lambda/contract/metrics.ts';
import { metricLines } from '../../../lambda/metrics/metric-lines.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { readEmf, readMetrics } from '../../support/emf.ts';

const written = (lines: readonly MetricLine[]): string[] => {
  const out: string[] = [];
  createEmfWriter({ stage: 'prod', write: (line) => out.push(line) })(lines);
  return out;
};

const EVERY_DIMENSION = {
  endpoint: 'responses',
  outcome: 'answered',
  step: 'detect',
  type: 'NAME',
  reason: 'provider_down',
  provider: 'azure',
} as const;

/** A value of a metric under each of its dimensions. */
const lineOf = (metric: MetricName): MetricLine => ({
  dimensions: Object.fromEntries(METRICS[metric].dimensions.map((name) => [name, EVERY_DIMENSION[name]])),
  values: new Map([[metric, [1.5]]]),
});

const NAMES = Object.keys(METRICS).filter((name): name is MetricName => name in METRICS);

describe('a line', () => {
  it.each(NAMES)('of %s is read by CloudWatch, under the stage and its own dimensions', (metric) => {
    const [line = ''] = written([lineOf(metric)]);
    const { unit, dimensions } = METRICS[metric];
    const own = Object.fromEntries(dimensions.map((name) => [name, EVERY_DIMENSION[name]]));
    expect(readEmf(line)).toEqual([
      { namespace: 'Hawthorn', metric, unit, dimensions: { stage: 'prod', ...own }, values: [1.5] },
    ]);
  });

  it('holds several metrics with the same dimensions, and each value of a time', () => {
    const told: Measurement[] = [
      { metric: 'DetectorCalls', value: 1 },
      { metric: 'AuditWrite', value: 4.00049 },
      { metric: 'DetectorCalls', value: 1 },
      { metric: 'AuditWrite', value: 7 },
    ];
    const lines = written(metricLines(told, 'responses'));
    expect(lines).toHaveLength(1);
    expect(readMetrics(lines).valuesOf('DetectorCalls')).toEqual([2]);
    expect(readMetrics(lines).valuesOf('AuditWrite')).toEqual([4, 7]);
  });

  it('never has more values than CloudWatch takes, and loses none of the metrics beside them', () => {
    const told = Array.from({ length: 250 }, (_, value): Measurement => ({ metric: 'AuditWrite', value }));
    const lines = written(metricLines([...told, { metric: 'AuditFailures', value: 1 }], 'other'));
    expect(readMetrics(lines).valuesOf('AuditWrite')).toHaveLength(99);
    expect(readMetrics(lines).sum('AuditFailures')).toBe(1);
  });

  it('has nothing of the line before', () => {
    const lines = written([lineOf('ProviderFailures'), lineOf('AuditFailures')]);
    expect(readEmf(lines[1] ?? '').map(({ dimensions }) => dimensions)).toEqual([{ stage: 'prod' }]);
  });
});

it('nothing is written but by the function’s own way', () => {
  const output = captureOutput();
  try {
    const empty: MetricLine = { dimensions: { provider: '' }, values: new Map([['AuditFailures', [1]]]) };
    written([...NAMES.map(lineOf), empty, { dimensions: {}, values: new Map() }]);
    expect(output.text()).toBe('');
  } finally {
    output.stop();
  }
});

it('a value that is no number is left out, and takes nothing else with it', () => {
  const told: Measurement[] = [
    { metric: 'ProviderTokensIn', value: Number.NaN },
    { metric: 'ProviderTokensOut', value: 12 },
  ];
  const { all } = readMetrics(written(metricLines(told, 'responses')));
  expect(all.map(({ metric, values }) => [metric, values])).toEqual([['ProviderTokensOut', [12]]]);
});

it('every closed set is small: CloudWatch bills for each combination that was ever told', () => {
  const metrics = Object.values(METRICS).map(({ dimensions }) =>
    dimensions.reduce((sets, name) => sets * (name === 'provider' ? 3 : CLOSED_DIMENSIONS[name].length), 1),
  );
  expect(metrics.reduce((sum, sets) => sum + sets, 0)).toBeLessThan(300);
});
