import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const FULL_MONTH = 'january|february|march|april|may|june|july|august|september|october|november|december';
const SHORT_MONTH = String.raw`jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec`;
const MONTH = String.raw`(?:${FULL_MONTH}|(?:${SHORT_MONTH})(?:\.|(?![\p{L}])))`;
const OTHER_MONTH =
  'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|januar|februar|märz|juni|juli|oktober|dezember|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro';
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? (?:the )?)?`;
const DAY = String.raw`(?:3[01]|[12]\d|0?[1-9])`;
const ORDINAL = String.raw`(?:${DAY} ?(?:st|nd|rd|th)|${DAY})`;
const YEAR = String.raw`(?:(?:19|20)\d{2}|['’]\d{2})`;
const AFTER_DAY = String.raw`(?![\p{L}\d%]|[./:]\d|-\d{1,2}(?!\d))`;

const SPOKEN_DAY = String.raw`(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth`;
const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen';
const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const BELOW_HUNDRED = String.raw`(?:(?:${TENS})(?:[ -](?:${ONES}))?|${TEENS}|${ONES})`;
const SPOKEN_YEAR = String.raw`(?:two thousand(?: and)?(?: ${BELOW_HUNDRED})?|(?:nineteen|twenty) (?:hundred|oh (?:${ONES})|${BELOW_HUNDRED}))`;
const HOLIDAY = String.raw`christmas(?: eve| day)?|new year['’]?s(?: eve| day)?|thanksgiving(?: day)?|easter(?: sunday| monday)?|halloween|independence day|labor day|memorial day|valentine['’]?s day|boxing day|good friday|veterans day|mother['’]?s day|father['’]?s day|july fourth|fourth of july`;

const CLOCK = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\d))?`;

const isDayAndMonth = (a: number, b: number): boolean =>
  (a >= 1 && a <= 12 && b >= 1 && b <= 31) || (b >= 1 && b <= 12 && a >= 1 && a <= 31);

const numbersIn = (value: string): readonly number[] =>
  Array.from(value.matchAll(/\d+/g), ([digits]) => Number(digits));

const isNumericDate = (value: string): boolean => {
  const [a = 0, b = 0] = numbersIn(value);
  return isDayAndMonth(a, b);
};

const isYearFirst = (value: string): boolean => {
  const [, month = 0, day = 0] = numbersIn(value);
  return isDayAndMonth(month, day);
};

/** "may", "march" and "mar" in lower case are words, unless what follows is surely a day. */
const isMonthWord = (value: string, text: string, start: number): boolean => {
  if (!/^(?:may|march|mar|sun|sat|dec|jan)(?![\p{L}.])/u.test(value)) return true;
  return (
    /\d(?:st|nd|rd|th)|\d{4}|['’]\d{2}/.test(value) ||
    /(?:\bon|since|until|till|from|by|before|after|dob|born|dated|of|and|to|visit|date:?) $/i.test(
      text.slice(Math.max(0, start - 10), start),
    )
  );
};

const date = (
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

const NUMERIC: readonly PatternRule[] = [
  date(
    'date-iso',
    String.raw`(?<![\w.-])(?:18|19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}${CLOCK}(?![\d])`,
    0.97,
    isYearFirst,
  ),
  date(
    'date-numeric',
    String.raw`(?<![\w./-])\d{1,2}([/.-])\d{1,2}\1(?:18|19|20)\d{2}${CLOCK}(?!\d|[/-]\d)`,
    0.97,
    isNumericDate,
  ),
  date(
    'date-spaced',
    String.raw`(?<![\w./-])\d{1,2} ([/.-]) \d{1,2} \1 (?:18|19|20)\d{2}(?!\d|[/-]\d)`,
    0.9,
    isNumericDate,
  ),
  date(
    'date-short',
    String.raw`(?<![\w./-])\d{1,2}([/-])\d{1,2}\1['’]?\d{2}(?!\d|[/.%-]\d|[\p{L}])`,
    0.9,
    isNumericDate,
  ),
  date(
    'date-day-month-year',
    String.raw`(?<![\w./-])\d{1,2}[ /.-]{1,2}(?:${MONTH})[ /.,-]{0,2}(?:(?:18|19|20)\d{2}|\d{2})(?![\d\p{L}])`,
    0.95,
  ),
  date(
    'date-month-of-year',
    String.raw`(?<![\w./-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?!\d|[/-]\d|[\p{L}])`,
    0.85,
  ),
  date(
    'date-day-of-month',
    String.raw`(?<![\p{L}])(?:(?:on|since|until|till|dated?|dos|seen|visit|admit(?:ted)?|discharged?|born|dob|due|d\/c|appt|appointment|as of|by|started|ended|scheduled for|back on|from)[ :]{1,2})(?<id>(?:0?[1-9]|1[0-2])\/(?:3[01]|[12]\d|0?[1-9]))(?!\d|[/%.-]\d|[\p{L}]| (?:in|strength|of|doses?|pain|scale))`,
    0.8,
  ),
];

const APPOINTMENTS: readonly PatternRule[] = [
  // Two digits each, or a time beside it: no blood pressure and no score is written so.
  date(
    'date-two-digits',
    String.raw`(?<![\p{L}\d./-])0[1-9]\/(?:0[1-9]|[12]\d|3[01])(?!\d|[/%.-]\d|[\p{L}])`,
    0.75,
  ),
  date(
    'date-and-time',
    String.raw`(?<![\p{L}\d./-])(?:1[0-2]|[1-9])\/(?:3[01]|[12]\d|0?[1-9])(?= (?:at |@ ?)?\d{1,2}:\d{2})`,
    0.8,
  ),
];

const WRITTEN: readonly PatternRule[] = [
  date(
    'date-month-day',
    String.raw`(?<![\p{L}])${WEEKDAY}${MONTH} ?(?:the )?(?:${ORDINAL})(?:[ ]?(?:-|–|to|through|and) ?(?:${ORDINAL}))?(?:(?:,? ?(?:of )?|,\s)${YEAR})?${AFTER_DAY}`,
    0.95,
    isMonthWord,
  ),
  date(
    'date-day-month',
    String.raw`(?<![\p{L}\d.])(?:the )?${ORDINAL}(?: of)?[ -]?${MONTH}(?:,?[ -]?${YEAR})?(?![\p{L}\d])`,
    0.93,
    (value) => !/\d ?(?:may|mar|dec|jan|sun)$/.test(value),
  ),
  date(
    'date-month-year',
    String.raw`(?<![\p{L}])(?:early |mid[ -]?|late )?${MONTH}(?:,? (?:of )?|[ -])${YEAR}(?![\p{L}\d])`,
    0.93,
  ),
  date(
    'date-other-language',
    String.raw`(?<![\p{L}\d])\d{1,2}\.?º? (?:de |di )?(?:${OTHER_MONTH})(?: (?:de |del )?\d{4})?(?![\p{L}\d])`,
    0.9,
  ),
  date(
    'date-spoken',
    String.raw`(?<![\p{L}])${WEEKDAY}(?:${MONTH} (?:the )?(?:${SPOKEN_DAY})|(?:the )?(?:${SPOKEN_DAY}) of ${MONTH})(?:,?(?: in)? (?:${SPOKEN_YEAR}|${YEAR}))?(?![\p{L}])`,
    0.93,
  ),
  date(
    'date-spoken-year',
    String.raw`(?<![\p{L}])${MONTH} (?:of )?${SPOKEN_YEAR}(?![\p{L}])`,
    0.85,
    isMonthWord,
  ),
  date(
    'date-spoken-day',
    String.raw`(?<![\p{L}])${MONTH} (?:${TENS})(?:[ -](?:${ONES}))?(?![\p{L}])`,
    0.75,
    isMonthWord,
  ),
  date('date-holiday', String.raw`(?<![\p{L}])(?:${HOLIDAY})(?:,? (?:of )?${YEAR})(?![\d\p{L}])`, 0.9),
  date(
    'date-labelled',
    String.raw`(?<![\p{L}])(?:dob|d\.o\.b\.|date of birth|birth ?date|born|birthday|dod|date of death|dos|date of service|admission date|discharge date|admit date)(?: (?:is|was|on))?[ :=#]{1,3}["']?(?<id>(?:${MONTH})(?!\p{L})|(?:19|20)\d{6}(?:\d{4,6})?(?!\d)|\d{1,2}[ .-]\d{1,2}[ .-]\d{2,4}(?!\d)|\d{1,2}\/\d{1,2}(?!\d))`,
    0.9,
  ),
];

const HAS_MONTH = new RegExp(
  String.raw`(?<![\p{L}])(?:${FULL_MONTH}|${SHORT_MONTH}|${OTHER_MONTH}|${HOLIDAY}|dob|birth|born)`,
  'iu',
);

/** Dates more exact than a year: numbers, month names, several languages, and as people say them. */
export const findDates = (text: string): Span[] => {
  const numeric = /\d/.test(text) ? matchRules(text, [...NUMERIC, ...APPOINTMENTS]) : [];
  return HAS_MONTH.test(text) ? [...numeric, ...matchRules(text, WRITTEN)] : numeric;
};
