import { Color, type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Measured } from '../measured.ts';
import { detectorCost } from '../plans/dependency-alarms.ts';
import { allOf, dimension, eachOf, graph, PERIOD } from './graph.ts';

const hitRate = (measured: Measured): IMetric =>
  new MathExpression({
    expression: '100 * FILL(hits, 0) / (FILL(hits, 0) + FILL(misses, 0))',
    usingMetrics: {
      hits: measured.metric('SpanCacheHits', {}, 'Sum'),
      misses: measured.metric('SpanCacheMisses', {}, 'Sum'),
    },
    label: 'remembered',
    period: PERIOD,
  });

/** Comprehend Medical: what it costs, whether it answers, and what it needn't be asked. */
export const detectorRow = (measured: Measured): readonly IWidget[] => {
  const counted = (
    name: 'DetectorCharacters' | 'DetectorCalls' | 'DetectorFailures' | 'DetectorDegraded',
    label: string,
    color?: string,
  ): IMetric =>
    measured.metric(name, {}, 'Sum').with({ label, period: PERIOD, ...(color !== undefined && { color }) });
  return [
    graph({
      title: 'Comprehend Medical in 5 minutes: characters, and dollars at the list price',
      leftUnit: 'characters',
      left: [counted('DetectorCharacters', 'characters')],
      rightUnit: 'dollars',
      right: [detectorCost(measured).with({ period: PERIOD, color: Color.ORANGE })],
      width: 8,
    }),
    graph({
      title: 'Comprehend Medical in 5 minutes: calls, failures, requests that went on without it',
      leftUnit: 'failed calls, requests without it',
      left: [
        counted('DetectorFailures', 'failed calls', Color.RED),
        counted('DetectorDegraded', 'requests without it', Color.PINK),
      ],
      rightUnit: 'calls',
      right: [counted('DetectorCalls', 'calls', Color.GREY)],
      width: 8,
    }),
    graph({
      title: 'Texts whose PHI was remembered, so that nobody had to look',
      leftUnit: '%',
      left: [hitRate(measured)],
      width: 8,
    }),
  ];
};

/** Model providers. What there is of them is searched for, since the catalogue of models may change. */
export const providerRow = (measured: Measured): readonly IWidget[] => {
  const tokens = (name: 'ProviderTokensIn' | 'ProviderTokensOut', label: string): IMetric =>
    allOf(measured.search(name, {}, 'Sum', PERIOD), label);
  return [
    graph({
      title: 'Calls of providers that gave no answer, in 5 minutes',
      leftUnit: 'calls',
      left: [
        eachOf(
          measured.search('ProviderFailures', {}, 'Sum', PERIOD),
          `${dimension('provider')} ${dimension('reason')}`,
        ),
      ],
      stacked: true,
      width: 8,
    }),
    graph({
      title: 'Requests that went on to another model, by the provider that failed, in 5 minutes',
      leftUnit: 'requests',
      left: [eachOf(measured.search('ProviderFallbacks', {}, 'Sum', PERIOD), dimension('provider'))],
      width: 8,
    }),
    graph({
      title: 'Tokens in 5 minutes, as providers count them',
      leftUnit: 'tokens of prompts',
      left: [tokens('ProviderTokensIn', 'in')],
      rightUnit: 'tokens of answers',
      right: [tokens('ProviderTokensOut', 'out')],
      width: 8,
    }),
  ];
};

/** The audit: every request waits for it twice. */
export const auditWidget = (measured: Measured): IWidget => {
  const write = (statistic: 'p50' | 'p99'): IMetric =>
    measured.metric('AuditWrite', {}, statistic).with({ label: statistic, period: PERIOD });
  return graph({
    title: 'Audit: time to write a record, and records that could not be written',
    leftUnit: 'ms',
    left: [write('p50'), write('p99')],
    rightUnit: 'records in 5 minutes',
    right: [
      measured
        .metric('AuditFailures', {}, 'Sum')
        .with({ label: 'not written', color: Color.RED, period: PERIOD }),
    ],
    width: 8,
  });
};
