import { isBridge } from './bridges.ts';
import type { Span } from './span.ts';

/** The surer finder names the type; of two equally sure ones, that of the longer stretch. */
const winner = (a: Span, b: Span): Span => {
  if (a.score !== b.score) return a.score > b.score ? a : b;
  return b.end - b.start > a.end - a.start ? b : a;
};

/** A chain of overlaps is no name, no address and no date when it is longer than any of them. */
const LONGEST_UNION = 200;
const SHORT_TYPES = new Set<Span['type']>(['NAME', 'PLACE', 'DATE', 'PHONE', 'AGE']);

const isTooLong = (last: Span, next: Span): boolean =>
  next.end - last.start > LONGEST_UNION && SHORT_TYPES.has(last.type) && SHORT_TYPES.has(next.type);

const byStart = (a: Span, b: Span): number => a.start - b.start || b.end - a.end;

/** These take a value for what its label says, so they yield to what is surely something else inside it. */
const WEAK = new Set(['form-line', 'json-key', 'label', 'cell', 'markup']);
const EDGE = /[\s,;|]/;

/** The first of the sorted spans that doesn't begin before this place. */
const firstFrom = (sorted: readonly Span[], start: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? start) < start) low = middle + 1;
    else high = middle;
  }
  return low;
};

const beginningIn = (sorted: readonly Span[], { start, end }: Span): readonly Span[] =>
  sorted.slice(firstFrom(sorted, start), firstFrom(sorted, end));

/** What is left of a weak span where surer ones of another type stand inside it as words of their own. */
const withoutSure = (text: string, span: Span, sorted: readonly Span[]): readonly Span[] => {
  if (!WEAK.has(span.source)) return [span];
  const inside = beginningIn(sorted, span)
    .filter(({ end, type, score }) => type !== span.type && score > span.score && end <= span.end)
    .filter(({ start, end }) => end - start < span.end - span.start)
    .filter(({ start }) => start === span.start || EDGE.test(text.charAt(start - 1)));
  const parts: Span[] = [];
  let from = span.start;
  for (const { start, end } of inside) {
    parts.push({ ...span, start: from, end: start });
    from = Math.max(from, end);
  }
  parts.push({ ...span, start: from });
  return inside.length === 0 ? parts : parts.flatMap((part) => trimmed(text, part));
};

/** A part without the marks at its ends; nothing when no letter or digit is left. */
const trimmed = (text: string, part: Span): readonly Span[] => {
  const value = text.slice(part.start, part.end);
  const lead = /^[^\p{L}\p{N}]*/u.exec(value)?.[0].length ?? 0;
  const trail = /[^\p{L}\p{N}]*$/u.exec(value)?.[0].length ?? 0;
  return lead === value.length ? [] : [{ ...part, start: part.start + lead, end: part.end - trail }];
};

/**
 * Joins what several finders found into sorted spans that don't overlap. What overlaps becomes one span over all of
 * it, so that no letter which anybody found is lost; adjacent spans of one type become one too.
 */
export const mergeSpans = (text: string, found: readonly Span[]): Span[] => {
  const merged: Span[] = [];
  const sorted = found.toSorted(byStart);
  const parts = sorted.flatMap((span) => withoutSure(text, span, sorted));
  for (const span of parts.filter(({ start, end }) => end > start).sort(byStart)) {
    const last = merged.at(-1);
    const overlaps = last !== undefined && span.start < last.end;
    if (last === undefined || !(overlaps || isBridge(text, last, span))) {
      merged.push(span);
      continue;
    }
    if (isTooLong(last, span)) {
      if (span.end > last.end) merged.push({ ...span, start: Math.max(span.start, last.end) });
      continue;
    }
    const { type, source } = winner(last, span);
    merged[merged.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      type,
      source,
      score: Math.max(last.score, span.score),
      ...((last.telling ?? span.telling) && { telling: true }),
    };
  }
  return merged;
};
