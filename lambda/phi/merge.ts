import type { Span } from './span.ts';

/** Between two spans of one type this is not worth a cut: "May 4," and "2023", "Springfield," and "IL". */
const BRIDGES: Partial<Record<Span['type'], RegExp>> = {
  DATE: /^[ ,]{1,2}$/,
  PLACE: /^(?:[ ,]{1,2}| in | of )$/,
  NAME: /^ $/,
};

const isBridge = (gap: string, type: Span['type']): boolean => BRIDGES[type]?.test(gap) ?? false;

/** The surer finder names the type; of two equally sure ones, that of the longer stretch. */
const winner = (a: Span, b: Span): Span => {
  if (a.score !== b.score) return a.score > b.score ? a : b;
  return b.end - b.start > a.end - a.start ? b : a;
};

const byStart = (a: Span, b: Span): number => a.start - b.start || b.end - a.end;

/**
 * Joins what several finders found into sorted spans that don't overlap. What overlaps becomes one span over all of
 * it, so that no letter which anybody found is lost; adjacent spans of one type become one too.
 */
export const mergeSpans = (text: string, found: readonly Span[]): Span[] => {
  const merged: Span[] = [];
  for (const span of [...found].filter(({ start, end }) => end > start).sort(byStart)) {
    const last = merged.at(-1);
    const overlaps = last !== undefined && span.start < last.end;
    const joins =
      last !== undefined &&
      span.type === last.type &&
      span.start - last.end <= 4 &&
      isBridge(text.slice(last.end, span.start), span.type);
    if (last === undefined || !(overlaps || joins)) {
      merged.push(span);
      continue;
    }
    const { type, source } = winner(last, span);
    merged[merged.length - 1] = {
      start: last.start,
      end: Math.max(last.end, span.end),
      type,
      source,
      score: Math.max(last.score, span.score),
    };
  }
  return merged;
};
