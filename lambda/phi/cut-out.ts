/** A stretch of a text, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export const overlaps = (a: Stretch, b: Stretch): boolean => a.start < b.end && b.start < a.end;

/** Sorted stretches, with those that overlap as one. */
export const disjoint = (stretches: readonly Stretch[]): readonly Stretch[] => {
  const all: Stretch[] = [];
  for (const { start, end } of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || start >= last.end) all.push({ start, end });
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return all;
};

/** The first of sorted stretches that don't overlap which ends behind a place. */
const firstBehind = (sorted: readonly Stretch[], at: number): number => {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle]?.end ?? 0) > at) to = middle;
    else from = middle + 1;
  }
  return from;
};

/** Those that touch a stretch, of sorted ones that don't overlap. */
export const touching = <T extends Stretch>(one: Stretch, sorted: readonly T[]): readonly T[] => {
  const found: T[] = [];
  for (let index = firstBehind(sorted, one.start); index < sorted.length; index += 1) {
    const next = sorted[index];
    if (next === undefined || next.start >= one.end) break;
    found.push(next);
  }
  return found;
};

const INNER = /[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?/su;

/** A stretch without the blanks and signs around it; nothing where there is nothing else. */
const trimmed = <T extends Stretch>(text: string, one: T): readonly T[] => {
  const inner = INNER.exec(text.slice(one.start, one.end));
  if (inner === null) return [];
  const start = one.start + inner.index;
  return [{ ...one, start, end: start + inner[0].length }];
};

/**
 * What is left of a stretch outside of others, which are sorted and don't overlap: it itself where they don't touch it,
 * else the words between them.
 */
export const cutOut = <T extends Stretch>(text: string, one: T, others: readonly Stretch[]): readonly T[] => {
  const cuts = touching(one, others);
  if (cuts.length === 0) return [one];
  const rest: T[] = [];
  let from = one.start;
  for (const { start, end } of cuts) {
    if (start > from) rest.push({ ...one, start: from, end: start });
    from = end;
  }
  if (from < one.end) rest.push({ ...one, start: from });
  return rest.flatMap((part) => trimmed(text, part));
};
