import type { Clock } from '../contract/clock.ts';
import { STEPS, type Step } from '../contract/metrics.ts';

/** How long each step of a path took. */
export interface Laps {
  /** See `Meter.lap`. */
  readonly lap: (step: Step) => void;
  taken(): ReadonlyMap<Step, number>;
}

/**
 * Steps come in the order of `STEPS`, and one begins where the last one ended. When an earlier step is told of once more,
 * such as a detection of what an answer holds, that is part of the step under way.
 */
export const createLaps = (clock: Clock, from: number): Laps => {
  const taken = new Map<Step, number>();
  let begun = from;
  let reached = 0;
  return {
    lap: (step) => {
      const place = STEPS.indexOf(step);
      if (place < reached) return;
      const now = clock();
      taken.set(step, (taken.get(step) ?? 0) + now - begun);
      reached = place;
      begun = now;
    },
    taken: () => taken,
  };
};
