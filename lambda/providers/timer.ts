/** Runs something once, `ms` from now. Returns what calls it off. Tests hand in their own. */
export type Timer = (ms: number, run: () => void) => () => void;

export const systemTimer: Timer = (ms, run) => {
  const handle = setTimeout(run, ms);
  return () => {
    clearTimeout(handle);
  };
};

/** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
export const pause = (timer: Timer, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      callOff();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const callOff = timer(ms, over);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
