/**
 * What a dependency does instead of its work. `lost`: the work is done but the answer never comes. `late`: the caller
 * is told of an error, and the work is done some calls later. `garbage`: an answer that makes no sense.
 */
export type Fault = 'error' | 'hang' | 'throttled' | 'unreachable' | 'refused' | 'lost' | 'late' | 'garbage';

/** A script of what the next calls of a dependency do; calls beyond it do as `always` says, or work. */
export interface Faults {
  next(...faults: readonly (Fault | 'ok')[]): void;
  always(fault: Fault | undefined): void;
  /** Forgets what is left of the script. */
  forget(): void;
  /** How many calls there were. */
  readonly calls: number;
  /** Runs one call. `garbage` makes the senseless answer, `refuse` the error for a failure that the port names. */
  run<T>(call: Scripted<T>): Promise<T>;
}

interface Scripted<T> {
  readonly signal?: AbortSignal;
  readonly work: () => T;
  readonly garbage?: () => T;
  readonly fail?: (fault: Fault) => Error;
}

/** What a real dependency may say, and nobody may pass on. */
export const TELLTALE = 'Mr. Quillfeather of 12 Bramble Lane';

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error(TELLTALE)), { once: true });
  });

/** How many calls go by before work that is late arrives. */
const LATE_BY = 2;

export const createFaults = (): Faults => {
  const script: (Fault | 'ok')[] = [];
  const late: { due: number; readonly work: () => unknown }[] = [];
  let standing: Fault | undefined;
  let calls = 0;

  const arrive = (): void => {
    for (const item of late.filter(({ due }) => due <= calls)) {
      late.splice(late.indexOf(item), 1);
      try {
        item.work();
      } catch {
        // It found its place taken; there is nobody left to tell.
      }
    }
  };

  return {
    next: (...faults) => void script.push(...faults),
    always: (fault) => void (standing = fault),
    forget: () => void script.splice(0),
    get calls() {
      return calls;
    },
    async run({ signal, work, garbage, fail }) {
      calls += 1;
      arrive();
      await Promise.resolve();
      const fault = script.shift() ?? standing ?? 'ok';
      if (fault === 'ok') return work();
      if (fault === 'garbage' && garbage !== undefined) return garbage();
      if (fault === 'hang') return await aborted(signal);
      if (fault === 'lost') work();
      if (fault === 'late') late.push({ due: calls + LATE_BY, work });
      throw fail?.(fault) ?? new Error(TELLTALE);
    },
  };
};
