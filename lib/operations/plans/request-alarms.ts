import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type MeasuredEndpoint,
  REQUEST_OUTCOMES,
  type RequestOutcome,
} from '../../../lambda/contract/metrics.ts';
import type { AlarmPlan } from '../alarm-plan.ts';
import type { Measured } from '../measured.ts';

/** The endpoints behind which a provider answers, by the names that alarms give them. */
const ANSWERED_BY_PROVIDERS = {
  chat: 'chat.completions',
  responses: 'responses',
} as const satisfies Record<string, MeasuredEndpoint>;

/** Below so many requests in a period a share says nothing; below so many in a quarter of an hour nobody was there. */
const ENOUGH_FOR_A_SHARE = 10;
const ENOUGH_TO_JUDGE = 5;

/** Ends that are nobody's outage: the caller got what its request deserves. */
const AS_DESERVED: readonly RequestOutcome[] = ['answered', 'refused', 'blocked', 'denied', 'limited'];

/** An outcome that there was none of isn't told at all. */
const sumOf = (outcomes: readonly RequestOutcome[]): string =>
  outcomes.map((outcome) => `FILL(${outcome}, 0)`).join(' + ');

const ofOutcomes = (
  measured: Measured,
  endpoint: MeasuredEndpoint,
  outcomes: readonly RequestOutcome[],
): Record<string, IMetric> =>
  Object.fromEntries(
    outcomes.map((outcome) => [outcome, measured.metric('Requests', { endpoint, outcome }, 'Sum')]),
  );

const share = (measured: Measured, endpoint: MeasuredEndpoint, outcome: RequestOutcome): MathExpression => {
  const all = sumOf(REQUEST_OUTCOMES);
  return new MathExpression({
    expression: `IF((${all}) >= ${ENOUGH_FOR_A_SHARE}, 100 * FILL(${outcome}, 0) / (${all}), 0)`,
    usingMetrics: ofOutcomes(measured, endpoint, REQUEST_OUTCOMES),
    label: `${outcome} of ${endpoint}`,
  });
};

/** How many failed, where none ended as it should. */
const unanswered = (measured: Measured, endpoint: MeasuredEndpoint): MathExpression => {
  const failing: readonly RequestOutcome[] = ['failed', 'broken'];
  const failed = sumOf(failing);
  const well = sumOf(AS_DESERVED);
  return new MathExpression({
    expression: `IF(((${failed}) >= ${ENOUGH_TO_JUDGE}) AND ((${well}) == 0), ${failed}, 0)`,
    usingMetrics: ofOutcomes(measured, endpoint, [...failing, ...AS_DESERVED]),
    label: `${endpoint} without an answer`,
  });
};

/** What callers feel of the endpoints that they come for. */
export const requestAlarms = (measured: Measured): readonly AlarmPlan[] =>
  Object.entries(ANSWERED_BY_PROVIDERS).flatMap(([which, endpoint]): readonly AlarmPlan[] => [
    { kind: 'requests-failing', which, metric: share(measured, endpoint, 'failed') },
    { kind: 'streams-breaking', which, metric: share(measured, endpoint, 'broken') },
    { kind: 'no-answers', which, metric: unanswered(measured, endpoint) },
    { kind: 'first-token-slow', which, metric: measured.metric('FirstContent', { endpoint }, 'p90') },
    { kind: 'overhead-high', which, metric: measured.metric('Overhead', { endpoint }, 'p90') },
  ]);
