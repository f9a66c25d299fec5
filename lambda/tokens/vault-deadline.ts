/** Many values get more time, up to what a client waits. */
const MS_PER_VALUE = 2;
const LONGEST_MS = 30_000;

/** How long a call about that many values may take, in milliseconds, keys included. */
export const timeForValues = (values: number, atLeast: number): number =>
  Math.max(atLeast, Math.min(atLeast + values * MS_PER_VALUE, LONGEST_MS));
