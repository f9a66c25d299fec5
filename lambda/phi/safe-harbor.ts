import { plainViewOf } from './plain-view.ts';
import type { Span } from './span.ts';
import { isStateCode } from './states.ts';
import { isRegion } from './word-sets.ts';

const OLDEST_FREE_AGE = 89;
const YEAR = /^\W*(?:19|20)\d{2}s?\W*$/;
const CLOCK = /^\W*(?:[01]?\d|2[0-3])(?::[0-5]\d){1,2} ?(?:[ap]\.?m\.?)?\W*$/i;
const RELATIVE =
  /^\W*(?:today|tomorrow|yesterday|tonight|now|currently|daily|weekly|monthly|yearly|annually|morning|afternoon|evening|night|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|spring|summer|fall|autumn|winter|(?:last|next|this|past|previous|every|each|one|two|three|four|five|six|seven|eight|nine|ten|a|an|the|few|several|\d{1,3})[ -](?:(?:\d{1,3}|few|several|couple of) )?(?:second|minute|hour|day|night|week|weekend|month|year|decade|morning|afternoon|evening|spring|summer|fall|autumn|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?(?: (?:ago|later|earlier|old|from now|before|after))?)\W*$/i;

const isFreeAge = (value: string): boolean => {
  const digits = /\d{1,4}/.exec(value)?.[0];
  if (digits === undefined) return !/(?:ninet|hundred|nonagen|centen)/i.test(value);
  return Number(digits) <= OLDEST_FREE_AGE || /(?:month|week|day|hour|\dm|\dw|\dd|mo)\b/i.test(value);
};

const MAY_BE_FREE: ReadonlySet<Span['type']> = new Set(['AGE', 'DATE', 'PLACE']);

const valueOf = (text: string, { start, end }: Span): string => plainViewOf(text.slice(start, end)).text;

/**
 * What says nothing without a day to count from: weekdays, relative dates, durations and clock times. It stands under
 * the strict profile too.
 */
export const isDatelessTime = (text: string, span: Span): boolean => {
  if (span.telling || span.type !== 'DATE') return false;
  const value = valueOf(text, span);
  return CLOCK.test(value) || RELATIVE.test(value);
};

/**
 * What Safe Harbor lets stand (45 CFR 164.514(b)(2)(i)): ages below 90, a year alone, states and countries, relative
 * time, durations and clock times. Masking them harms the answer and protects nobody. Run it after merging: a year is
 * free only when no day stands beside it.
 */
export const isFreeUnderSafeHarbor = (text: string, span: Span): boolean => {
  if (span.telling || !MAY_BE_FREE.has(span.type)) return false;
  const value = valueOf(text, span);
  if (span.type === 'AGE') return isFreeAge(value);
  if (span.type === 'DATE') return YEAR.test(value) || CLOCK.test(value) || RELATIVE.test(value);
  if (span.type === 'PLACE') return isStateCode(value.trim()) || isRegion(value.trim().toLowerCase());
  return false;
};
