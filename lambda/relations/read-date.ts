import { dayOf } from './calendar.ts';
import { HOLIDAYS, IDLE_WORDS, MONTHS, SPOKEN_NUMBERS } from './date-words.data.ts';
import { folded } from './folded.ts';

/** What a written date says. */
export type SaidDate =
  | {
      readonly kind: 'day';
      /** Days since 1 January 1970. */
      readonly day: number;
      /** Minutes after midnight, where a time without a zone stands in the value too. */
      readonly minute?: number;
    }
  /** Months since year 0. */
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'no-year'; readonly month: number; readonly date: number };

/** Which number comes first in `5/4/2023`. */
export type NumberOrder = 'month-first' | 'day-first';

export interface Reading {
  /** How numbers are read that can be read both ways; `undefined` where nobody can tell. */
  readonly order: NumberOrder | undefined;
  /** Whether the text itself has shown that order. */
  readonly shown: boolean;
  /** The year in which two digits stop to mean this century. */
  readonly lastYear: number;
}

const NUMBERS = /^(\d{1,2}) ?([/. -]) ?(\d{1,2})(?: ?\2 ?'?(\d{4}|\d{2}))?$/;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const UNBROKEN = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:\d{2})?)?$/;
const MONTH_OF_YEAR = /^(\d{1,2})[/-]((?:19|20)\d{2})$/;
const CLOCK =
  /(?:t| |,? at )(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)? ?([ap]\.?m\.?)?(z|[+-]\d{2}:?\d{2})?$/;
const PIECE = /'?\d+|\p{L}+|º/gu;

const HOURS = 12;

/** Minutes after midnight. Times of other zones are not compared, so one with a zone says nothing. */
const minuteOf = ([, hours, minutes, half, zone]: RegExpMatchArray): number | undefined => {
  if (zone !== undefined) return undefined;
  const hour = Number(hours);
  const turned = half === undefined ? hour : (hour % HOURS) + (half.startsWith('p') ? HOURS : 0);
  return turned < 24 && Number(minutes) < 60 ? turned * 60 + Number(minutes) : undefined;
};

const fullYear = (digits: string, { lastYear }: Reading): number => {
  const year = Number(digits);
  if (digits.length === 4) return year;
  const century = lastYear - (lastYear % 100);
  return century + year <= lastYear ? century + year : century - 100 + year;
};

const onDay = (year: number, month: number, date: number, minute?: number): SaidDate | undefined => {
  const day = dayOf(year, month, date);
  return day === undefined ? undefined : { kind: 'day', day, ...(minute !== undefined && { minute }) };
};

const withoutYear = (month: number, date: number): SaidDate | undefined =>
  // A leap year has every date.
  dayOf(2000, month, date) === undefined ? undefined : { kind: 'no-year', month, date };

/** The order that two numbers themselves show. */
const orderOf = (first: number, second: number): NumberOrder | undefined => {
  if (first > 12 && second <= 12) return 'day-first';
  return second > 12 && first <= 12 ? 'month-first' : undefined;
};

/** Dots are written on both sides of the sea, so they are read only where the text has shown how. */
const orderWith = (first: number, second: number, separator: string, reading: Reading) => {
  if (first === second) return 'month-first';
  const usual = separator === '.' && !reading.shown ? undefined : reading.order;
  return orderOf(first, second) ?? usual;
};

const readNumbers = (text: string, reading: Reading, minute: number | undefined): SaidDate | undefined => {
  const [, a, separator = '', b, year] = NUMBERS.exec(text) ?? [];
  if (a === undefined || b === undefined) return undefined;
  const [first, second] = [Number(a), Number(b)];
  const order = orderWith(first, second, separator, reading);
  if (order === undefined) return undefined;
  const [month, date] = order === 'month-first' ? [first, second] : [second, first];
  return year === undefined ? withoutYear(month, date) : onDay(fullYear(year, reading), month, date, minute);
};

const readYearFirst = (text: string, minute: number | undefined): SaidDate | undefined => {
  const [, year, , month, date] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return onDay(Number(year), Number(month), Number(date), minute);
  const [, whole, months, days, hours, minutes] = UNBROKEN.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const time = hours === undefined ? minute : Number(hours) * 60 + Number(minutes);
  return onDay(Number(whole), Number(months), Number(days), time);
};

const readMonthOfYear = (text: string): SaidDate | undefined => {
  const [, month, year] = MONTH_OF_YEAR.exec(text) ?? [];
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return undefined;
  return { kind: 'month', month: Number(year) * 12 + Number(month) - 1 };
};

const isTens = (value: number): boolean => value >= 20 && value % 10 === 0;

/** Numbers said in words as digits: "twenty third" is 23; "twenty twenty three" and "two thousand four" are years. */
const spokenDigits = (words: readonly string[]): string[] => {
  const values: number[] = [];
  let open = false;
  for (const word of words) {
    const value = SPOKEN_NUMBERS.get(word);
    if (word === 'thousand') {
      values.push((values.pop() ?? 0) * 10);
      open = false;
      continue;
    }
    if (value === undefined) return [];
    const last = values.at(-1);
    if (open && last !== undefined && value > 0 && value < 10) values[values.length - 1] = last + value;
    else values.push(value);
    open = isTens(value);
  }
  const [first, second = 0, ...rest] = values;
  if (first === undefined || rest.length > 0) {
    return rest.length === 1 && second === 0 ? [String((first ?? 0) * 100 + (rest[0] ?? 0))] : [];
  }
  return values.length === 1 && first < 100 ? [String(first)] : [String(first * 100 + second)];
};

/** The words as digits: those before a month and those after it are numbers of their own, and so is the day. */
const digitsIn = (pieces: readonly string[]): readonly string[] | undefined => {
  const found: string[] = [];
  let spoken: string[] = [];
  const endSpoken = (): void => {
    if (spoken.length > 0) found.push(...spokenDigits(spoken));
    spoken = [];
  };
  for (const piece of pieces) {
    if (/\d/.test(piece) || MONTHS.has(piece)) {
      endSpoken();
      if (/\d/.test(piece)) found.push(piece);
    } else if (SPOKEN_NUMBERS.has(piece) || piece === 'thousand') {
      spoken.push(piece);
      // An ordinal ends the day; what follows is the year.
      if (/(?:first|second|third|th)$/.test(piece)) endSpoken();
    } else if (!IDLE_WORDS.has(piece)) return undefined;
  }
  endSpoken();
  return found;
};

const isYear = (digits: string): boolean => digits.startsWith("'") || digits.length === 4;

/** A month by its name, with the numbers before and after it. */
const readWords = (text: string, reading: Reading, minute: number | undefined): SaidDate | undefined => {
  const pieces = text.match(PIECE) ?? [];
  const months = pieces.flatMap((piece) => MONTHS.get(piece) ?? []);
  const digits = digitsIn(pieces);
  const [month] = months;
  if (month === undefined || months.length > 1 || digits === undefined) return undefined;
  const [first, second, third] = digits;
  if (first === undefined || third !== undefined) return undefined;
  const year = (said: string): number => fullYear(said.replace("'", ''), reading);
  if (second === undefined) {
    return isYear(first)
      ? { kind: 'month', month: year(first) * 12 + month - 1 }
      : withoutYear(month, Number(first));
  }
  if (isYear(first)) return onDay(year(first), month, Number(second), minute);
  return first.length <= 2 && (isYear(second) || second.length === 2)
    ? onDay(year(second), month, Number(first), minute)
    : undefined;
};

const HOLIDAY = /^([a-z' ]+?),? (?:of )?((?:19|20)\d{2}|'\d{2})$/;

const readHoliday = (text: string, reading: Reading): SaidDate | undefined => {
  const [, name = '', year] = HOLIDAY.exec(text) ?? [];
  const day = HOLIDAYS.get(name);
  if (day === undefined || year === undefined) return undefined;
  return onDay(fullYear(year.replace("'", ''), reading), ...day);
};

const plain = (value: string): string =>
  folded(value)
    .replace(/^[^\p{L}\p{N}']+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/\s+/g, ' ');

const LONGEST_DATE = 100;

/** What a date says as it is written; `undefined` where that can't be told for sure. */
export const readDate = (value: string, reading: Reading): SaidDate | undefined => {
  if (value.length > LONGEST_DATE) return undefined;
  const text = plain(value);
  const clock = CLOCK.exec(text);
  const day = clock === null ? text : text.slice(0, clock.index);
  const minute = clock === null ? undefined : minuteOf(clock);
  return (
    readYearFirst(day, minute) ??
    readMonthOfYear(day) ??
    readHoliday(day, reading) ??
    readNumbers(day, reading, minute) ??
    readWords(day, reading, minute)
  );
};

/** The order of numbers that a written date shows, as `25/12/2023` does. */
export const orderShownBy = (value: string): NumberOrder | undefined => {
  if (value.length > LONGEST_DATE) return undefined;
  const [, a, , b] = NUMBERS.exec(plain(value).replace(CLOCK, '')) ?? [];
  return a === undefined ? undefined : orderOf(Number(a), Number(b));
};
