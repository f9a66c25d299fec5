import type { PhiType } from '../contract/phi-type.ts';

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const DAY = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const MARK = '(?: ?[-/.] ?| )';
const CLOCK = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?`;

/** A date in any order, or the bare digits that machines write. */
const DATE = new RegExp(
  String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?(?:` +
    [
      String.raw`\d{1,4}${MARK}(?:\d{1,2}|${MONTH})(?:${MARK}|, )['’]?\d{1,4}${CLOCK}`,
      String.raw`${DAY}(?: of)?[ -]?${MONTH}(?:[ ,.-]{0,2}['’]?\d{2,4})?`,
      String.raw`${MONTH}[ -]?${DAY}(?:[ ,-]{1,2}\d{4})?`,
      String.raw`${MONTH}[ ,-]{0,2}\d{4}`,
      String.raw`-?\d{4,17}(?:\.\d{1,9})?(?:e\+?\d{1,2})?`,
      String.raw`\d{1,2}[-/]\d{1,4}`,
    ].join('|') +
    String.raw`)(?![\p{L}\d])`,
  'iu',
);

/** An id is one word with a digit; digits in groups belong to it, an age or a dose after it doesn't. */
const ID =
  /^(?:#|\p{Lu}{1,4}[ #-]{1,2}(?=\S{0,20}\d{3}))?(?=[^\s,;]{0,40}\d)[\p{L}\p{N}*][\p{L}\p{N}._/*-]{2,40}(?: \d{2,6}(?![\d.,/:%]\d|[\p{L}\d%]| ?(?:y\/?o|y\.o|years?|yrs?|mo|m[cg]g|m[lg]|g|kg|units?|days?|weeks?|months?|hours?)(?!\p{L}))){0,4}/u;
/** Every word of a bare value has a digit or is an abbreviation in capitals. */
const WHOLE_ID = /^(?=.{0,60}\d)(?:#? ?(?:[^\s,;]{0,40}\d[^\s,;]{0,40}|\p{Lu}{1,5}\.?)(?: |$)){1,4}$/u;

const PREFIXES: Partial<Record<PhiType, readonly RegExp[]>> = {
  DATE: [DATE],
  ID: [WHOLE_ID, ID],
  PHONE: [/^(?:tel:)?[+(]?\d[\d ().\/-]{3,22}\d(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?(?!\d)/i],
  EMAIL: [/^[^\s,;]{1,100}@[^\s,;]{1,200}/],
  URL: [/^\S{1,2000}/],
};

/**
 * How much of the value is what its label promises: the id before the story that goes on after it. A value of another
 * type counts whole.
 */
export const lengthUnderLabel = (type: PhiType, value: string): number => {
  const patterns = PREFIXES[type];
  if (patterns === undefined) return value.length;
  for (const pattern of patterns) {
    const prefix = pattern.exec(value)?.[0];
    if (prefix !== undefined) return prefix.replace(/[\s._/*-]{1,20}$/, '').length;
  }
  return 0;
};

const WORD = String.raw`[\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]{0,30}`;
const FORM_NAME = new RegExp(String.raw`^${WORD}(?:(?:, ?| {1,2})${WORD}){0,4}`, 'u');
const STREET =
  /^\d{1,6}[A-Za-z]?(?:[ ,]{1,2}(?:\d{1,6}(?:st|nd|rd|th)?|#? ?\p{Lu}[\p{L}\d'’.#-]{0,30})){1,9}/u;
const PLACE =
  /^\p{Lu}[\p{L}'’.-]{0,30}(?:(?:, ?| |, ?of | of (?:the )?)(?:\p{Lu}[\p{L}'’.-]{0,30}|\d{1,6}(?:-\d{4})?)){0,6}/u;
/** Where the value of a form's line ends, and the rest of the line begins. */
const STOP = /^(?:[,;.](?=\s|$)| [-–—|(]|\s*$)/u;

const runOf = (pattern: RegExp, value: string): number => {
  const run = pattern.exec(value)?.[0].replace(/[.,\s]+$/, '') ?? '';
  return run !== '' && STOP.test(value.slice(run.length)) ? run.length : 0;
};

/**
 * How much of a form's line is its value: names and places are as many words with a capital as stand before a stop,
 * so that a sentence which only begins like a form is none.
 */
export const lengthOnLine = (type: PhiType, value: string): number => {
  if (type === 'NAME') return runOf(FORM_NAME, value);
  if (type !== 'PLACE') return lengthUnderLabel(type, value);
  const street = STREET.exec(value)?.[0].replace(/[.,\s]+$/, '').length ?? 0;
  return street > 0
    ? street
    : Math.max(runOf(PLACE, value), /^\d{5}(?:-\d{4})?(?!\d)/.exec(value)?.[0].length ?? 0);
};
