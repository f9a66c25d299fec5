import { Color, type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { REQUEST_OUTCOMES, type RequestOutcome } from '../../../lambda/contract/metrics.ts';
import type { Measured } from '../measured.ts';
import { allOf, dimension, eachOf, graph, PERIOD } from './graph.ts';

const COLORS: Readonly<Record<RequestOutcome, string>> = {
  answered: Color.GREEN,
  refused: Color.GREY,
  blocked: Color.PURPLE,
  denied: Color.BROWN,
  limited: Color.ORANGE,
  failed: Color.RED,
  broken: Color.PINK,
  abandoned: Color.BLUE,
};

const requestsThat = (measured: Measured, outcome: RequestOutcome): IMetric =>
  allOf(measured.search('Requests', { outcome }, 'Sum', PERIOD), outcome, COLORS[outcome]);

const shareOf = (measured: Measured, outcome: RequestOutcome): IMetric => {
  const some = measured.search('Requests', { outcome }, 'Sum', PERIOD);
  const all = measured.search('Requests', {}, 'Sum', PERIOD);
  return new MathExpression({
    expression: `100 * SUM(${some}) / SUM(${all})`,
    usingMetrics: {},
    label: outcome,
    color: COLORS[outcome],
    period: PERIOD,
  });
};

/** For each endpoint one line of half and one of nearly all. */
const spread = (measured: Measured, name: 'FirstContent' | 'Overhead' | 'Duration'): readonly IMetric[] => [
  eachOf(measured.search(name, {}, 'p50', PERIOD), `${dimension('endpoint')} p50`),
  eachOf(measured.search(name, {}, 'p99', PERIOD), `${dimension('endpoint')} p99`),
];

/** The top of the page: whether it is well. */
export const firstLook = (measured: Measured): readonly IWidget[] => [
  graph({
    title: 'Requests in 5 minutes, by how they ended',
    leftUnit: 'requests',
    left: REQUEST_OUTCOMES.map((outcome) => requestsThat(measured, outcome)),
    stacked: true,
    width: 8,
  }),
  graph({
    title: 'Share of requests that failed or broke off',
    leftUnit: '%',
    left: [shareOf(measured, 'failed'), shareOf(measured, 'broken')],
    width: 8,
  }),
  graph({
    title: 'Time to the first content of an answer',
    leftUnit: 'ms',
    left: spread(measured, 'FirstContent'),
    width: 8,
  }),
];

const stepsOf = (measured: Measured, endpoint: 'chat.completions' | 'responses', title: string): IWidget =>
  graph({
    title,
    leftUnit: 'ms, for nine requests in ten',
    left: [eachOf(measured.search('StepDuration', { endpoint }, 'p90', PERIOD), dimension('step'))],
    width: 8,
  });

/** Where the time goes. */
export const whereTimeGoes = (measured: Measured): readonly IWidget[] => [
  graph({
    title: "Hawthorn's own part of the time to the first content",
    leftUnit: 'ms',
    left: spread(measured, 'Overhead'),
    width: 8,
  }),
  stepsOf(measured, 'chat.completions', 'Steps of a chat completion'),
  stepsOf(measured, 'responses', 'Steps of a response'),
];

/** What the rules of the house stopped, and how long answers took. */
export const whatWasStopped = (measured: Measured): readonly IWidget[] => [
  graph({
    title: 'Blocked for PHI, denied, over a limit, in 5 minutes',
    leftUnit: 'requests',
    left: (['blocked', 'denied', 'limited'] as const).map((outcome) => requestsThat(measured, outcome)),
    width: 8,
  }),
  graph({
    title: 'Values of PHI found in 5 minutes, by type',
    leftUnit: 'values',
    left: [eachOf(measured.search('PhiFound', {}, 'Sum', PERIOD), dimension('type'))],
    stacked: true,
    width: 8,
  }),
  graph({
    title: 'Whole answers, from request to end',
    leftUnit: 'ms',
    left: spread(measured, 'Duration'),
    width: 8,
  }),
];
