import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../contract/gateway-error.ts';

/** After so much work other requests get a turn, and a deadline can fire. About a unit of text each. */
const WORK_PER_TURN = 16_384;

/**
 * Work in turns: call it with the size of each step before the step. Throws `detector_failed` once the signal has
 * aborted, since nobody waits for the work any more.
 */
export const createTurns = (signal: AbortSignal): ((work: number) => Promise<void>) => {
  let done = 0;
  return async (work) => {
    done += work;
    if (done < WORK_PER_TURN) return;
    done = 0;
    await setImmediate();
    if (signal.aborted) throw new GatewayError('detector_failed');
  };
};
