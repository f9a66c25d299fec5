import type { Timer } from './timer.ts';

/**
 * Why a call was ended from our side: the caller went away, the provider stayed silent for too long, the whole took
 * too long, or there was nothing more to read.
 */
type Ending = 'caller' | 'silent' | 'overdue' | 'done';

/** Holds the life of one call to a provider. */
export interface Watch {
  /** For `fetch`; aborts when the call is ended, whoever ended it. */
  readonly signal: AbortSignal;
  /** `undefined` as long as nobody on our side ended it: then a failure is the connection's. */
  ending(): Ending | undefined;
  /** From now on the provider has so long to do something. */
  expect(ms: number): void;
  /** It did; nothing is expected until the next `expect`, however slow the reader on our side is. */
  relax(): void;
  /** Ends the call and closes its connection if anything is left of it. The first reason stays. */
  end(why: Ending): void;
}

const nothing = (): void => undefined;

/** `totalMs`: how long the call may take as a whole, its answer's body included. */
export const createWatch = (timer: Timer, caller: AbortSignal, totalMs: number): Watch => {
  const controller = new AbortController();
  let ending: Ending | undefined;
  let callOffWait = nothing;
  let callOffTotal = nothing;
  const end = (why: Ending): void => {
    if (ending !== undefined) return;
    ending = why;
    callOffWait();
    callOffTotal();
    caller.removeEventListener('abort', onCaller);
    controller.abort();
  };
  const onCaller = (): void => {
    end('caller');
  };
  caller.addEventListener('abort', onCaller);
  callOffTotal = timer(totalMs, () => {
    end('overdue');
  });
  if (caller.aborted) onCaller();
  return {
    signal: controller.signal,
    ending: () => ending,
    expect: (ms) => {
      callOffWait();
      if (ending !== undefined) return;
      callOffWait = timer(ms, () => {
        end('silent');
      });
    },
    relax: () => {
      callOffWait();
    },
    end,
  };
};
