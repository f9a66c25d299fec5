import { matchRules } from '../pattern.ts';
import type { Span } from '../span.ts';
import { NEXT_DAY, NUMERIC_DATES } from './date-numeric.ts';
import { FULL_MONTH, HOLIDAY, OTHER_MONTH, SHORT_MONTH } from './date-words.ts';
import { DAYS_ALONE, WRITTEN_DATES } from './date-written.ts';

const HAS_MONTH = new RegExp(
  String.raw`(?<![\p{L}])(?:${FULL_MONTH}|${SHORT_MONTH}|${OTHER_MONTH}|${HOLIDAY}|dob|birth|born)`,
  'iu',
);

const MAY_HOLD_DAY = /the \d/i;

/** "5/4 and 5/9": a list goes on after the one whose neighbour made sure of it. */
const daysAfter = (text: string, first: Span, ends: Set<number>): Span[] => {
  const days: Span[] = [];
  let end = first.end;
  // Where a list was gone through before, it isn't gone through again.
  while (!ends.has(end)) {
    ends.add(end);
    NEXT_DAY.lastIndex = end;
    const match = NEXT_DAY.exec(text);
    const day = match?.groups?.['id'];
    if (match === null || day === undefined) break;
    end = match.index + match[0].length;
    days.push({ ...first, start: end - day.length, end });
  }
  return days;
};

/** Dates more exact than a year: numbers, month names, several languages, and as people say them. */
export const findDates = (text: string): Span[] => {
  if (!/\d/.test(text)) return HAS_MONTH.test(text) ? matchRules(text, WRITTEN_DATES) : [];
  const numeric = matchRules(text, NUMERIC_DATES);
  const ends = new Set<number>();
  const listed = numeric.flatMap((span) => daysAfter(text, span, ends));
  const found = [...numeric, ...listed, ...(MAY_HOLD_DAY.test(text) ? matchRules(text, DAYS_ALONE) : [])];
  return HAS_MONTH.test(text) ? [...found, ...matchRules(text, WRITTEN_DATES)] : found;
};
