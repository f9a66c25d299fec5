/**
 * Makes a call for each of many, no more than `most` at the same time; the results in the order of what they are of.
 * Rejects with the first failure, and begins no further call then.
 */
export const mapAtOnce = async <T, R>(
  most: number,
  all: readonly T[],
  call: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  const queue = all.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, one] of queue) {
      if (failed) return;
      results[index] = await call(one);
    }
  };
  const workers = Array.from({ length: Math.min(most, all.length) }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    failed = true;
    throw error;
  }
  return results;
};
