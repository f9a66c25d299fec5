/**
 * Makes a call for each of many, no more than `most` at the same time; the results in the order of what they are of.
 * Rejects with the first failure: no further call is begun then, and those under way have ended.
 */
export const mapAtOnce = async <T, R>(
  most: number,
  all: readonly T[],
  call: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  const queue = all.entries();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, one] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await call(one);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
};
