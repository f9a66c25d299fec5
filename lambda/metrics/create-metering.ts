import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../contract/clock.ts';
import type { Metering, MetricLine, MetricWriter, RequestMeter } from '../contract/meter.ts';
import { createRequestMeter } from './request-meter.ts';

export interface MeteringDeps {
  /** Milliseconds from any beginning that never go back. */
  readonly clock: Clock;
  readonly write: MetricWriter;
}

/**
 * Measures requests that are under way at the same time. The ports are shared by all of them and know nothing of a
 * request, so to which one something belongs is told by the course of the program.
 */
export const createMetering = ({ clock, write }: MeteringDeps): Metering => {
  const current = new AsyncLocalStorage<RequestMeter>();

  /** What can't be told is lost; no answer is worse for it. */
  const hand = (lines: readonly MetricLine[]): void => {
    try {
      write(lines);
    } catch {
      // There is nobody left to tell.
    }
  };

  return {
    meter: {
      add: (measurement) => current.getStore()?.add(measurement),
      lap: (step) => current.getStore()?.lap(step),
      waited: (milliseconds) => current.getStore()?.waited(milliseconds),
      ended: (outcome) => current.getStore()?.ended(outcome),
    },
    async measure(request) {
      const { meter, finish } = createRequestMeter(clock, hand);
      try {
        return await current.run(meter, () => request(meter));
      } finally {
        const lines = finish();
        // The end of the answer leaves first.
        await setImmediate();
        hand(lines);
      }
    },
  };
};
