import type { DigitRows } from '../digit-rows.ts';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { isDea, isIban, isNpi, isVin, passesLuhn } from './check-digits.ts';

const digitsOf = (value: string): string => value.replace(/\D/g, '');

const RULES: readonly PatternRule[] = [
  {
    source: 'ssn',
    type: 'ID',
    score: 0.95,
    digits: 9,
    pattern: /(?<![\w.-])(?:\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4})(?![\w]|[.-]\d)/g,
  },
  {
    source: 'ssn-masked',
    type: 'ID',
    score: 0.9,
    needs: /[Xx*#]-/,
    pattern: /(?<![\w*])[Xx*#]{3}-[Xx*#]{2}-\d{4}(?!\w)/g,
  },
  {
    source: 'card',
    type: 'ID',
    score: 0.98,
    digits: 13,
    pattern: /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w]|[.-]\d)/g,
    accept: (value) => passesLuhn(digitsOf(value)) && digitsOf(value).length <= 19,
  },
  {
    source: 'card-grouped',
    type: 'ID',
    score: 0.85,
    digits: 16,
    pattern: /(?<![\w.-])(?:\d{4}[ -]){3}\d{4}(?:(?: \d{4}){1,3}(?: \d{2})?)?(?![\w]|[.-]\d)/g,
  },
  {
    source: 'iban',
    type: 'ID',
    score: 0.98,
    pattern: /(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)/gi,
    accept: isIban,
  },
  {
    source: 'npi',
    type: 'ID',
    score: 0.85,
    run: 10,
    pattern: /(?<![\w.-])[12]\d{9}(?![\w]|[.-]\d)/g,
    accept: isNpi,
  },
  {
    source: 'dea',
    type: 'ID',
    score: 0.95,
    run: 9,
    pattern: /(?<!\w)[A-Z][A-Z9]\d{7}(?!\w)/gi,
    accept: isDea,
  },
  {
    source: 'vin',
    type: 'ID',
    score: 0.95,
    run: 17,
    pattern: /(?<!\w)[A-HJ-NPR-Z0-9]{17}(?!\w)/gi,
    accept: (value) => /\d/.test(value) && /[A-Z]/i.test(value) && isVin(value),
  },
  {
    source: 'mbi',
    type: 'ID',
    score: 0.95,
    // The shape that CMS publishes: no S L O I B Z, letters and digits at fixed places, dashes optional.
    pattern:
      /(?<!\w)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[ -]?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[ -]?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)/gi,
  },
  {
    source: 'nhs',
    type: 'ID',
    score: 0.8,
    digits: 10,
    pattern: /(?<![\w.-])\d{3} \d{3} \d{4}(?![\w]|[.-]\d)/g,
  },
  // GS1, HIBCC and ICCBBA, the agencies that the FDA lets issue device identifiers.
  {
    source: 'udi',
    type: 'ID',
    score: 0.95,
    needs: '(01)',
    pattern: /\(01\)\d{14}(?:\(\d{2,4}\)[A-Z0-9./-]{1,20}){0,6}/gi,
  },
  {
    source: 'udi-hibc',
    type: 'ID',
    score: 0.9,
    needs: '+',
    pattern: /(?<![\w+])\+[A-Z]\d{3}[A-Z0-9]{2,24}\/[$A-Z0-9/.+-]{4,60}(?!\w)/g,
  },
  {
    source: 'udi-blood',
    type: 'ID',
    score: 0.9,
    needs: '=/',
    pattern: /(?<!\w)=\/[A-Z0-9]{6,20}=(?:[,}&)]?[=A-Z0-9*&,]{4,60})?(?!\w)/g,
  },
  {
    source: 'national-insurance',
    type: 'ID',
    score: 0.9,
    pattern: /(?<!\w)[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g,
  },
  {
    source: 'cpf',
    type: 'ID',
    score: 0.9,
    digits: 11,
    pattern: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g,
  },
  {
    source: 'curp',
    type: 'ID',
    score: 0.95,
    run: 18,
    pattern: /(?<!\w)[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d(?!\w)/g,
  },
  // The machine-readable lines of passports and cards (ICAO Doc 9303).
  {
    source: 'mrz',
    type: 'ID',
    score: 0.95,
    needs: '<',
    pattern: /(?<![\w<])[PIACV][A-Z<][A-Z]{3}(?=[A-Z0-9<]{0,39}<<?[A-Z])[A-Z0-9<]{8,39}(?![\w<])/g,
    accept: (value) => value.includes('<'),
  },
  {
    source: 'mrz-numbers',
    type: 'ID',
    score: 0.95,
    run: 36,
    pattern: /(?<![\w<])[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{8,16}(?![\w<])/g,
  },
];

/** Numbers known by their shape alone, confirmed by a check digit where there is one. */
export const findCheckedNumbers = (text: string, rows: DigitRows): Span[] => matchRules(text, RULES, rows);
