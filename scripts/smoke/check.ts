/** Something that a deployment must do. */
export interface Check {
  readonly name: string;
  /** Resolves with what was seen, in few words. Throws `CheckFailed`, or `CheckSkipped` where it can't be told. */
  run(): Promise<string>;
}

/** It isn't as it should be; the message says what is there instead. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** It doesn't apply here, or something is missing that it takes; the message says which. */
export class CheckSkipped extends Error {
  override readonly name = 'CheckSkipped';
}

export const expectThat = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new CheckFailed(otherwise);
};

export interface Result {
  readonly name: string;
  readonly result: 'ok' | 'FAILED' | 'SKIPPED';
  readonly detail: string;
  readonly ms: number;
}

const resultOf = (error: unknown): Pick<Result, 'result' | 'detail'> => {
  if (error instanceof CheckSkipped) return { result: 'SKIPPED', detail: error.message };
  return { result: 'FAILED', detail: error instanceof Error ? error.message : 'for no reason that is told' };
};

/** One after the other, so that times can be compared. */
export const runChecks = async (
  checks: readonly Check[],
  onResult: (result: Result) => void,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const check of checks) {
    const startedAt = performance.now();
    const seen = await check.run().then((detail) => ({ result: 'ok' as const, detail }), resultOf);
    const result = { name: check.name, ...seen, ms: Math.round(performance.now() - startedAt) };
    results.push(result);
    onResult(result);
  }
  return results;
};
