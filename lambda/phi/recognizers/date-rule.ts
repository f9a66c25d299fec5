import type { PatternRule } from '../pattern.ts';

/** A rule for one form of a date. */
export const date = (
  source: string,
  pattern: string,
  score: number,
  accept?: PatternRule['accept'],
): PatternRule => ({
  source,
  type: 'DATE',
  score,
  pattern: new RegExp(pattern, 'giu'),
  ...(accept === undefined ? {} : { accept }),
});

const isDayAndMonth = (a: number, b: number): boolean =>
  (a >= 1 && a <= 12 && b >= 1 && b <= 31) || (b >= 1 && b <= 12 && a >= 1 && a <= 31);

const numbersIn = (value: string): readonly number[] =>
  Array.from(value.matchAll(/\d+/g), ([digits]) => Number(digits));

/** Are the first two numbers a day and a month, in either order? */
export const isNumericDate = (value: string): boolean => {
  const [a = 0, b = 0] = numbersIn(value);
  return isDayAndMonth(a, b);
};

/** Are the numbers after the year a month and a day? */
export const isYearFirst = (value: string): boolean => {
  const [, month = 0, day = 0] = numbersIn(value);
  return isDayAndMonth(month, day);
};

/** MMDDYY, DDMMYY, MMDDYYYY, DDMMYYYY or YYYYMMDD. */
export const isBareDate = (value: string): boolean => {
  if (/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(value)) return true;
  return isDayAndMonth(Number(value.slice(0, 2)), Number(value.slice(2, 4)));
};

/** Versions and templates carry the date on which somebody published them. */
const PUBLISHED =
  /(?:version|revision|release|build|snapshot|draft|templateId[^<>]{0,100}extension)["']?\s{0,2}[:=/ ]?\s{0,2}["']?$/i;
/** Every request is made on some day: what a program says of its own day tells of no person. */
const OWN_DAY =
  /(?:current date|today['’]s date|knowledge cut-?off)(?: (?:is|and time))?\s{0,2}[:=]?\s{0,2}$/i;

/** Is the day that of a thing published, or of the machine's clock, and so of no person? */
export const isOfNobody = (text: string, start: number): boolean => {
  const before = text.slice(Math.max(0, start - 160), start);
  return PUBLISHED.test(before) || OWN_DAY.test(before);
};
