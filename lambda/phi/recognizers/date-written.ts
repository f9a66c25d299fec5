import type { PatternRule } from '../pattern.ts';
import { date } from './date-rule.ts';
import {
  AFTER_DAY,
  BELOW_HUNDRED,
  HOLIDAY,
  MONTH,
  ONES,
  ORDINAL,
  OTHER_MONTH,
  SPOKEN_DAY,
  SPOKEN_YEAR,
  SUFFIXED_DAY,
  TENS,
  WEEKDAY,
  YEAR,
} from './date-words.ts';

/** "may", "march" and "mar" in lower case are words, unless what follows is surely a day. */
const isMonthWord = (value: string, text: string, start: number): boolean => {
  // Genes of these families end in one or two digits, without a space.
  if (/^(?:SEPT|MARCH|MARC|DEC)-?\d{1,2}$/.test(value)) return false;
  if (!/^(?:may|march|mar|sun|sat|dec|jan)(?![\p{L}.])/u.test(value)) return true;
  return (
    /\d(?:st|nd|rd|th)|\d{4}|['’]\d{2}/.test(value) ||
    /(?:\bon|since|until|till|from|by|before|after|dob|born|dated|of|and|to|visit|date:?) $/i.test(
      text.slice(Math.max(0, start - 10), start),
    )
  );
};

const DAYS = String.raw`${ORDINAL}(?: ?(?:-|–|to|through|and|&) ?${ORDINAL})?`;

/** Dates with the name of a month or of a day of rest. */
export const WRITTEN_DATES: readonly PatternRule[] = [
  date(
    'date-month-day',
    String.raw`(?<![\p{L}])${WEEKDAY}${MONTH}[ -]?(?:the )?${DAYS}(?:(?:,? ?(?:of )?|,\s|-)${YEAR})?${AFTER_DAY}`,
    0.95,
    isMonthWord,
  ),
  date(
    'date-day-month',
    String.raw`(?<![\p{L}\d.])${WEEKDAY}(?:the |this )?${DAYS}(?: day)?(?: of)?[ -]?${MONTH}(?:,?[ -]?${YEAR})?(?![\p{L}\d])`,
    0.93,
    (value) => !/\d ?(?:may|mar|dec|jan|sun)$/.test(value),
  ),
  date(
    'date-day-month-year',
    String.raw`(?<![\w./-])${WEEKDAY}\d{1,2}(?:[ /.-]{1,2}|(?=[A-Z]{3}\d))(?:${MONTH})[ /.,-]{0,2}(?:(?:18|19|20)\d{2}|\d{2})(?![\d\p{L}])`,
    0.95,
  ),
  date(
    'date-month-year',
    String.raw`(?<![\p{L}])(?:early |mid[ -]?|late )?${MONTH}(?:,? (?:of )?|[ -])${YEAR}(?![\p{L}\d])`,
    0.93,
  ),
  date(
    'date-other-language',
    String.raw`(?<![\p{L}\d])\d{1,2}(?:er)?\.?º? (?:de |di )?(?:${OTHER_MONTH})(?: (?:de |del )?\d{4})?(?![\p{L}\d])`,
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
  date('date-on-holiday', String.raw`(?<![\p{L}])(?:on|since|until) (?<id>${HOLIDAY})(?![\p{L}])`, 0.75),
  date(
    'date-labelled',
    String.raw`(?<![\p{L}])(?:dob|d\.o\.b\.|date of birth|birth ?date|born|birthday|dod|date of death|dos|date of service|admission date|discharge date|admit date)(?: (?:is|was|on))?[ :=#]{1,3}["']?(?<id>(?:${MONTH})(?!\p{L})|(?:19|20)\d{6}(?:\d{4,6})?(?!\d)|\d{1,2}[ .-]\d{1,2}[ .-]\d{2,4}(?!\d)|\d{1,2}\/\d{1,2}(?!\d)|${BELOW_HUNDRED} ${BELOW_HUNDRED},? (?:${SPOKEN_YEAR}|${BELOW_HUNDRED})(?!\p{L}))`,
    0.9,
  ),
];

const SENTENCE_GOES_ON = String.raw`(?= (?:at|for|with|because|but|when|if|since|due|she|he|they|we|i|in the)(?!\p{L})| and (?:she|he|they|we|i|was|is|came|went|then|has|on|again)(?!\p{L})|[.;:!?)](?!\d)|,(?! ?(?:and )?(?:the )?\d)|\s*$)`;

/** "on the 4th": a day of this month, where no toe, no floor and no dose follows. */
export const DAYS_ALONE: readonly PatternRule[] = [
  date(
    'date-day-alone',
    String.raw`(?<![\p{L}])(?:on|by|until|till|since|before|after|for|from|discharged|due|back)(?: ${WEEKDAY})? (?<id>the ${SUFFIXED_DAY})${SENTENCE_GOES_ON}`,
    0.7,
    (_, text, start) =>
      !/(?:toe|finger|digit|rib|ray|mcp|pip|metatarsal|metacarpal)s?[^.]{0,30}$/i.test(
        text.slice(Math.max(0, start - 50), start),
      ),
  ),
];
