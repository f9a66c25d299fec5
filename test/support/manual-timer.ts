import type { Timer } from '../../lambda/providers/timer.ts';

export interface ManualTimer {
  readonly timer: Timer;
  /** How long each of the waits that are running was set for, in the order in which they were set. */
  pending(): readonly number[];
  /** Resolves as soon as a wait of that length is running, then lets the oldest of them come to its end. */
  fire(ms: number): Promise<void>;
}

/** Time that passes when the test says so. */
export const createManualTimer = (): ManualTimer => {
  const waits: { readonly ms: number; readonly run: () => void }[] = [];
  let changed = Promise.withResolvers<undefined>();
  return {
    timer: (ms, run) => {
      const wait = { ms, run };
      waits.push(wait);
      changed.resolve(undefined);
      changed = Promise.withResolvers();
      return () => {
        const index = waits.indexOf(wait);
        if (index >= 0) waits.splice(index, 1);
      };
    },
    pending: () => waits.map(({ ms }) => ms),
    fire: async (ms) => {
      for (;;) {
        const index = waits.findIndex((wait) => wait.ms === ms);
        if (index >= 0) {
          waits.splice(index, 1)[0]?.run();
          return;
        }
        await changed.promise;
      }
    },
  };
};
