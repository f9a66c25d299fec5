import type { Span } from './span.ts';
import { isStateCode } from './states.ts';
import { isRegion } from './word-sets.ts';

const YEAR = /^(?:(?:18|19|20)\d{2}|['’]\d{2})$/;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?$/i;
const ENDS_WITH_YEAR = /(?:\d{4}|['’]\d{2})$/;
const ZIP = /^\d{5}(?:-\d{4})?$/;
const STREET =
  /^\d{1,6}\S? |^(?:p\.? ?o\.? )?box |(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|way|ct|court|apt|suite|ste|unit)\.?(?: ?#?\w{1,6})?$/i;

const isState = (value: string): boolean => isStateCode(value) || isRegion(value.toLowerCase());

/** Does the value end with a state or a ZIP code, so that no town can follow it within one address? */
const isClosedPlace = (value: string): boolean => {
  const last = value.split(/,\s{0,2}/).at(-1) ?? '';
  const words = last.split(' ');
  return /\d{5}$/.test(value) || [last, words.at(-1) ?? '', words.slice(-2).join(' ')].some(isState);
};

const joinsPlace = (left: string, gap: string, right: string): boolean => {
  if (/^ (?:in|of) $/.test(gap)) return true;
  if (!/^[ ,]{1,2}$/.test(gap)) return false;
  if (ZIP.test(right)) return !/\d{5}$/.test(left);
  const head = right.split(/,\s{0,2}/)[0] ?? '';
  if (isState(head) || isState(head.split(' ')[0] ?? '')) return !isClosedPlace(left);
  return STREET.test(left) && !isClosedPlace(left);
};

const MAX_NAME_WORDS = 5;

/** A name and its missing half, never two names. */
const joinsName = (left: string, gap: string, right: string): boolean => {
  const [before, after] = [left.split(' ').length, right.split(' ').length];
  return gap === ' ' && (before === 1 || after === 1) && before + after <= MAX_NAME_WORDS;
};

/** A day and its year, a weekday and its day; never two days. */
const joinsDate = (left: string, gap: string, right: string): boolean =>
  /^[ ,]{1,2}$/.test(gap) && (WEEKDAY.test(left) || (YEAR.test(right) && !ENDS_WITH_YEAR.test(left)));

/** Are two neighbours of one type parts of one thing, so that a cut between them would tell nothing? */
export const isBridge = (text: string, left: Span, right: Span): boolean => {
  if (left.type !== right.type || right.start < left.end || right.start - left.end > 4) return false;
  const values = [
    text.slice(left.start, left.end),
    text.slice(left.end, right.start),
    text.slice(right.start, right.end),
  ] as const;
  if (left.type === 'DATE') return joinsDate(...values);
  if (left.type === 'PLACE') return joinsPlace(...values);
  return left.type === 'NAME' && joinsName(...values);
};
