import type { Clock } from '../contract/clock.ts';
import type { Measurement, MetricLine, RequestMeter } from '../contract/meter.ts';
import type { MeasuredEndpoint, RequestOutcome } from '../contract/metrics.ts';
import { createLaps } from './laps.ts';
import { metricLines } from './metric-lines.ts';

/** Of all that is told of one request's end, what stands furthest behind counts. */
const FROM_BEST: readonly RequestOutcome[] = [
  'answered',
  'broken',
  'refused',
  'blocked',
  'denied',
  'limited',
  'failed',
  'abandoned',
];

const worse = (one: RequestOutcome, other: RequestOutcome): RequestOutcome =>
  FROM_BEST.indexOf(one) > FROM_BEST.indexOf(other) ? one : other;

/** A request under measurement. */
export interface RunningRequest {
  readonly meter: RequestMeter;
  /** The request is over: gives all that was measured. */
  readonly finish: () => readonly MetricLine[];
}

/**
 * Measures one request from now on.
 *
 * @param late gets what is told after the end, such as of a record that is written once the client is gone
 */
export const createRequestMeter = (
  clock: Clock,
  late: (lines: readonly MetricLine[]) => void,
): RunningRequest => {
  const arrivedAt = clock();
  const laps = createLaps(clock, arrivedAt);
  const told: Measurement[] = [];
  let endpoint: MeasuredEndpoint = 'other';
  let outcome: RequestOutcome = 'answered';
  let waitedMs = 0;
  let begun = false;
  let over = false;

  const add = (measurement: Measurement): void => {
    if (over) late(metricLines([measurement], endpoint));
    else told.push(measurement);
  };

  const content = (): void => {
    if (begun || !laps.taken().has('provider')) return;
    begun = true;
    const value = clock() - arrivedAt;
    add({ metric: 'FirstContent', value });
    add({ metric: 'Overhead', value: Math.max(0, value - waitedMs) });
  };

  return {
    meter: {
      ...{ add, content, lap: laps.lap },
      waited: (milliseconds) => void (waitedMs += milliseconds),
      ended: (how) => void (outcome = worse(how, outcome)),
      asked: (where) => void (endpoint = where),
    },
    finish: () => {
      add({ metric: 'Requests', value: 1, outcome });
      add({ metric: 'Duration', value: clock() - arrivedAt });
      for (const [step, value] of laps.taken()) add({ metric: 'StepDuration', value, step });
      over = true;
      return metricLines(told, endpoint);
    },
  };
};
