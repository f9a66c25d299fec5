import { cutOut, overlaps } from './cut-out.ts';
import { mergeSpans } from './merge.ts';
import { isFreeUnderSafeHarbor } from './safe-harbor.ts';
import type { Span } from './span.ts';

/** Of several that overlap, the longest; never a union, which could be more than any of its parts says. */
const longestOf = (spans: readonly Span[]): readonly Span[] => {
  const taken: Span[] = [];
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  for (const span of sorted) {
    const last = taken.at(-1);
    if (last === undefined || !overlaps(last, span)) taken.push(span);
    else if (span.end - span.start > last.end - last.start) taken[taken.length - 1] = span;
  }
  return taken;
};

/**
 * Joins what was found by finders that each have merged their own, such as recognizers and a service, or one reading
 * of a text and another. What Safe Harbor lets stand is joined apart: it never decides the type or the extent of what
 * identifies somebody, and what identifies somebody covers it. So a policy that lets it stand finds the rest as if it
 * had never been found.
 */
export const uniteSpans = (text: string, found: readonly Span[]): Span[] => {
  const standing = found.filter((span) => isFreeUnderSafeHarbor(text, span));
  if (standing.length === 0) return mergeSpans(text, found);
  const telling = mergeSpans(
    text,
    found.filter((span) => !isFreeUnderSafeHarbor(text, span)),
  );
  // What is left of one beside a telling span counts only as long as it still says so little.
  const aside = longestOf(standing)
    .flatMap((span) => cutOut(text, span, telling))
    .filter((span) => isFreeUnderSafeHarbor(text, span));
  return [...telling, ...aside].sort((a, b) => a.start - b.start);
};

/**
 * Spans of one reading of a text, before they are laid into another: each is marked as telling, or stands there. A part
 * of what stands is nothing by itself, see `stillStanding`.
 */
export const markTelling = (text: string, spans: readonly Span[]): readonly Span[] =>
  spans.map((span) => (isFreeUnderSafeHarbor(text, span) ? span : { ...span, telling: true }));

/** After they were laid there: without what was cut so that it isn't what stood any more. */
export const stillStanding = (text: string, spans: readonly Span[]): readonly Span[] =>
  spans.filter((span) => span.telling ?? isFreeUnderSafeHarbor(text, span));
