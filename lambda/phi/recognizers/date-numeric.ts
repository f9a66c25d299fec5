import type { PatternRule } from '../pattern.ts';
import { date, isBareDate, isNumericDate, isOfNobody, isYearFirst } from './date-rule.ts';
import { CLOCK, NO_DATE_AFTER, ON_WEEKDAY } from './date-words.ts';

const MONTH_DAY = String.raw`(?:0?[1-9]|1[0-2])\/(?:3[01]|[12]\d|0?[1-9])`;
const FULL = String.raw`\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d{2}|\d{2})`;
const SPAN = ' ?(?:-|to|thru|through|until) ?';

const EVENT = String.raw`on|since|until|till|dated?|dos|seen|visit|admit(?:ted)?|admission|discharged?|dc['’]?d|born|dob|due|d\/c['’]?d?|appt|appointment|as of|by|(?:started|stopped|completed|began)(?: (?:abx|antibiotics|meds|therapy|treatment|chemo|symptoms|sx))?|ended|scheduled for|back on|from|lmp|edd|edc|period (?:was|on)|labs?|(?:mri|ct|cxr|x-?rays?|scan|echo|ekg|ecg|ultrasound|us|biopsy|colonoscopy|mammogram|pet|note|report|labs?|surgery|procedure|course)(?: scan)?(?: (?:of|from|on))?`;

const isOfSomebody: PatternRule['accept'] = (_, text, start) => !isOfNobody(text, start);

const both =
  (...checks: readonly NonNullable<PatternRule['accept']>[]): PatternRule['accept'] =>
  (value, text, start) =>
    checks.every((check) => check(value, text, start));

/** Every part of a range is a date. */
const isRange = (value: string): boolean =>
  value.split(/ ?(?:-|to|thru|through|until) ?/i).every((part) => isNumericDate(part));

const CUED = /(?:\bon|since|until|seen|visit|dated?|dob|born|am|vom|admitted|discharged|from)[ :]{1,2}$/i;

/** "9.3.24" is a version as well, so two digits each or a word before it must say that it is a date. */
const isDotted: PatternRule['accept'] = (value, text, start) =>
  isNumericDate(value) &&
  !isOfNobody(text, start) &&
  (CUED.test(text.slice(Math.max(0, start - 14), start)) ||
    (/^\d{2}\.\d{2}/.test(value) &&
      !/(?:\bv|ver\.?|section|step) ?$/i.test(text.slice(Math.max(0, start - 9), start))));

const WITH_YEAR: readonly PatternRule[] = [
  date(
    'date-iso',
    String.raw`(?<![\w.-])(?:18|19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}${CLOCK}(?![\d])`,
    0.97,
    both(isYearFirst, (_, text, start) => !isOfNobody(text, start)),
  ),
  date(
    'date-iso-bare',
    String.raw`(?<![\w.,/=-])(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?(?![\w.,%-]\d|[\w]| (?:units?|bytes|ms|people|patients|usd|dollars)(?!\p{L}))`,
    0.6,
    isOfSomebody,
  ),
  date('date-week', String.raw`(?<![\w./-])(?:19|20)\d{2}-W[0-5]\d(?:-[1-7])?(?![\w-])`, 0.85),
  date(
    'date-year-month',
    String.raw`(?<![\w./-])(?:19|20)\d{2}[-/]0[1-9](?![\w/-]|\.\d)`,
    0.75,
    isOfSomebody,
  ),
  date(
    'date-numeric',
    String.raw`(?<![\w./-])\d{1,2}([/.-])\d{1,2}\1(?:18|19|20)\d{2}${CLOCK}(?!\d|[/-]\d)`,
    0.97,
    both(isNumericDate, (_, text, start) => !isOfNobody(text, start)),
  ),
  date(
    'date-spaced',
    String.raw`(?<![\w./-])\d{1,2} ([/.-]) \d{1,2} \1 (?:18|19|20)\d{2}(?!\d|[/-]\d)`,
    0.9,
    isNumericDate,
  ),
  date(
    'date-short',
    String.raw`(?<![\w./-])\d{1,2}([/-])\d{1,2}\1['’]?\d{2}(?!\d|[/.%-]\d|[\p{L}]| ?(?:mc?g|ml|units?|mm)(?!\p{L}))`,
    0.9,
    isNumericDate,
  ),
  date('date-dotted', String.raw`(?<![\w./-])\d{1,2}\.\d{1,2}\.\d{2}(?![\w%]|[./-]\d)`, 0.8, isDotted),
  date(
    'date-range',
    String.raw`(?<![\w./-])(?:${FULL} ?- ?${FULL}|\d{1,2}\/\d{1,2}${SPAN}${FULL})(?!\d|[/-]\d)`,
    0.93,
    isRange,
  ),
  date(
    'date-month-of-year',
    String.raw`(?<![\w./-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?!\d|[/-]\d|[\p{L}])`,
    0.85,
  ),
  date(
    'date-bare',
    String.raw`(?<![\p{L}])(?:dob|d\.o\.b\.|date of birth|birth ?date|dod|dos)(?: is)?[ :=#]{1,3}["']?(?<id>\d{6}|\d{8})(?!\d)`,
    0.9,
    isBareDate,
  ),
];

const WITHOUT_YEAR: readonly PatternRule[] = [
  date(
    'date-day-of-month',
    String.raw`(?<![\p{L}])(?:${EVENT})[ :]{1,2}(?<id>${MONTH_DAY})${NO_DATE_AFTER}`,
    0.8,
  ),
  date('date-weekday', String.raw`(?<![\p{L}])${ON_WEEKDAY}${MONTH_DAY}${NO_DATE_AFTER}`, 0.85),
  // Where a line begins with a day, a note begins.
  date(
    'date-of-line',
    String.raw`(?<=^|\n)[ \t]{0,4}(?<id>${MONTH_DAY})(?=: | ?- |\t| (?:pt|patient|seen|admit|disch|d\/c|visit|note|called|f\/u|follow|surg|labs?|start|stop)(?![\d%]))`,
    0.75,
  ),
  // Two digits each, or a time beside it: no blood pressure and no score is written so.
  date(
    'date-two-digits',
    String.raw`(?<![\p{L}\d./-])0[1-9]\/(?:0[1-9]|[12]\d|3[01])(?!\d|[/%.-]\d|[\p{L}])`,
    0.75,
  ),
  date(
    'date-and-time',
    String.raw`(?<![\p{L}\d./-])(?:1[0-2]|[1-9])\/(?:3[01]|[12]\d|0?[1-9])(?= (?:at |@ ?)?\d{1,2}(?::\d{2}| ?[ap]\.?m(?!\p{L})))`,
    0.8,
  ),
];

/** Dates of digits alone; `NEXT_DAY` after one of them is another. */
export const NUMERIC_DATES: readonly PatternRule[] = [
  ...WITH_YEAR,
  // A month and a day are parted by a slash alone.
  ...WITHOUT_YEAR.map((rule) => ({ ...rule, needs: '/' })),
];

/** "5/4 and 5/9", "10/12, 10/19": the days after one that something beside it made sure of. */
export const NEXT_DAY = new RegExp(
  String.raw`(?:,(?: and)?| and| &| or| to| thru| through| ?-) ?(?<id>${MONTH_DAY})${NO_DATE_AFTER}`,
  'iuy',
);
