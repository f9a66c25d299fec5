import type { DigitRows } from '../digit-rows.ts';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const EXTENSION = String.raw`(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?`;
/** What makes a row of digits something else: the name of a code system or of a trial right before it. */
const CODE_BEFORE =
  /(?:PMID|PMCID|NDC|LOINC|SNOMED(?: CT)?|RxCUI|RxNorm|CPT|ICD|NCT|doi|UPC|ISBN|ISSN|code|codes)[\s:#(]{0,3}$/i;

const notACode = (_: string, text: string, start: number): boolean =>
  !CODE_BEFORE.test(text.slice(Math.max(0, start - 14), start));

const digitsOf = (value: string): number => value.replace(/\D/g, '').length;

const RULES: readonly PatternRule[] = [
  {
    source: 'phone-us',
    type: 'PHONE',
    score: 0.95,
    digits: 10,
    pattern: new RegExp(
      String.raw`(?<![\w.+/-])(?:(?:\+|00)?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-]|\d{3} - )\d{3}(?:[.-]| - | )\d{4}${EXTENSION}(?![\w/]|[.-]\d)`,
      'gi',
    ),
    accept: notACode,
  },
  {
    source: 'phone-us-001',
    type: 'PHONE',
    score: 0.95,
    digits: 11,
    pattern: new RegExp(
      String.raw`(?<![\w.+/-])(?:\+1|001)[ .-]?(?:\(\d{3}\)|\d{3})[ .-]?\d{3}[ .-]?\d{4}${EXTENSION}(?![\w/]|[.-]\d)`,
      'gi',
    ),
  },
  {
    source: 'phone-digits',
    type: 'PHONE',
    score: 0.7,
    run: 10,
    pattern: new RegExp(
      String.raw`(?<![\w.+/=-]|\$)[2-9]\d{9}${EXTENSION}(?![\w/%]|[.-]\d|,\d{3}(?!\d))`,
      'gi',
    ),
    accept: notACode,
  },
  {
    source: 'phone-international',
    type: 'PHONE',
    score: 0.9,
    digits: 8,
    pattern: /(?<![\w.+/-])(?:\+|00)[1-9]\d{0,3}(?:[ .-]{0,2}\(?\d{1,5}\)?){2,6}(?![\w/])/g,
    accept: (value) => digitsOf(value) >= 8 && digitsOf(value) <= 17,
  },
  {
    source: 'phone-labelled',
    type: 'PHONE',
    score: 0.95,
    pattern: new RegExp(
      String.raw`(?<![\p{L}])(?:phone|telephone|telefon|téléphone|teléfono|telefone|tele?|tel|ph|fax|facsimile|cell|mobile|handy|pager|beeper|call back|callback|call|appele[zr]|text|contact|hotline|voicemail)(?: ?(?:number|no|num|nr|line|#))?(?: ?(?:is|at|on|to|me at|us at|her at|him at|them at|le|au))?[\s.:=#-]{0,4}(?<id>[+(]?\d[\d ().\/-]{4,22}\d${EXTENSION})(?![\w/])`,
      'giu',
    ),
    accept: (value) => {
      const count = digitsOf(value);
      return (
        count >= 7 &&
        count <= 18 &&
        !/\d\.\d{1,2}$|^\d{1,2}[./-]\d{1,2}[./-]\d{4}$|^\d{4}[./-]\d{2}[./-]\d{2}/.test(value)
      );
    },
  },
  {
    source: 'phone-context',
    type: 'PHONE',
    score: 0.8,
    digits: 7,
    pattern:
      /(?<![\p{L}])(?:call(?:ed|ing)?|reach(?:ed|able)?|answer(?:ing|ed)?|messages?|dial(?:ed|led)?|texts?|ring|contact(?:ed)?|registered|sms|whatsapp)(?: \p{L}{1,10}){0,3} (?<id>[+(]?\d[\d ().-]{5,18}\d)(?![\p{L}\d/%])/giu,
    accept: (value) =>
      digitsOf(value) >= 7 && digitsOf(value) <= 13 && !/[-/.]\d{2}[-/.]|^\d{4}-\d{4}$/.test(value),
  },
  {
    source: 'phone-extension',
    type: 'PHONE',
    score: 0.8,
    needs: /ext|x[ #:\d]/i,
    // "extension" alone is also what a joint does, in degrees.
    pattern:
      /(?<![\p{L}])(?:ext\.? ?#?|(?:at|call|dial|on|phone|office|our|my|her|his|their) (?:ext\.?|extension|x)[ #:]{0,2}|extension #|(?:extension|ext\.?): )(?<id>\d{3,6})(?!\d|[.,]\d| ?(?:°|degrees|mm|cm))/giu,
  },
  {
    source: 'pager',
    type: 'PHONE',
    score: 0.8,
    needs: /page|beep/i,
    pattern:
      /(?<![\p{L}])(?:page|beep)(?:d)? (?:me|him|her|us|them|dr\.? \p{L}{2,20}|the \p{L}{2,20}(?: \p{L}{2,20})?)(?: at| on)?[ #]{1,2}(?<id>\d{4,7})(?![\d-]|[.,]\d)/giu,
  },
  {
    source: 'phone-trailing-label',
    type: 'PHONE',
    score: 0.9,
    digits: 7,
    pattern:
      /(?<![\w.+/-])[+(]?\d[\d ().-]{5,18}\d(?= \(?(?:phone|fax|mobile|cell|office|home|work)(?!\w))/gi,
    accept: (value) => digitsOf(value) >= 7,
  },
  {
    source: 'phone-area-code',
    type: 'PHONE',
    score: 0.85,
    needs: '(',
    pattern: /(?<![\w.+/-])\(0?\d{2,4}\) ?\d{3,4}[ -]\d{3,4}(?![\w/]|[.-]\d)/g,
  },
  {
    source: 'phone-local',
    type: 'PHONE',
    score: 0.75,
    needs: '555',
    pattern: /(?<![\w.+/-])555[ .-]\d{4}(?![\w/]|[.-]\d)/g,
  },
];

const DIGIT_WORD = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)';

const SPOKEN: readonly PatternRule[] = [
  {
    source: 'phone-spoken',
    type: 'PHONE',
    score: 0.85,
    pattern: new RegExp(
      String.raw`(?<![\p{L}])${DIGIT_WORD}(?:[ ,-]{1,3}${DIGIT_WORD}){6,18}(?![\p{L}])`,
      'giu',
    ),
  },
];

/** Numbers read out digit by digit, as in a transcript: telephone numbers, and records too. */
export const findSpokenNumbers = (text: string): Span[] => matchRules(text, SPOKEN);

/** Telephone, fax and pager numbers of the North American plan in every form, others with a `+` or a label. */
export const findPhones = (text: string, rows: DigitRows): Span[] => matchRules(text, RULES, rows);
