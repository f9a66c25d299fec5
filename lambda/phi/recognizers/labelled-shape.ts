import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { isNoId } from './id-value.ts';

const IS = String.raw`(?: number| no\.?| #)?(?: is| was| are|:|=)?[ \t]{1,2}["'#]?`;

const rule = (
  source: string,
  needs: RegExp,
  label: string,
  id: string,
  accept?: PatternRule['accept'],
): PatternRule => ({
  source,
  type: 'ID',
  score: 0.85,
  needs,
  pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${label})(?<id>${id})`, 'giu'),
  ...(accept !== undefined && { accept }),
});

const letters = (value: string): number => value.replace(/[^A-Z]/g, '').length;
const digits = (value: string): number => value.replace(/\D/g, '').length;

/** A plate is written in capitals, or is one word with both letters and digits. */
const isPlate: PatternRule['accept'] = (value) =>
  digits(value) > 0 &&
  (/\s/.test(value) ? value === value.toUpperCase() && letters(value) > 0 : /\p{L}/iu.test(value)) &&
  !/ (?:USD|EUR|GBP|MM|CM)$/.test(value) &&
  value.replace(/[^\p{L}\p{N}]/gu, '').length >= 4;

const hasDigits: PatternRule['accept'] = (value) => digits(value) >= 2;

const SCAN = String.raw`(?:finger ?prints?|thumb ?prints?|palm ?(?:prints?|vein)|retinal?|iris|voice ?prints?|face ?(?:prints?|id)|facial|biometrics?|dna|genetic|gait|vein)`;
const OF_SCAN = String.raw`(?: (?:id|template|hash|code|record|profile|sample|data|scan|recognition|signature|reference|enrollment|enrolment|file|image|pattern)){0,3}`;

const ENDING = String.raw`(?:card|visa|master ?card|amex|discover|account|acct|ssn|social(?: security)?|policy|phone|cell|mobile|mrn|record|plan|member|iban|number|no\.?|#|id)(?: number| no\.?| #| id)?,? (?:ending|ends|ended)(?: in| with)? #?`;
const LAST_FOUR = String.raw`last (?:four|4)(?: digits| numbers| of)?(?: (?:of|on|for))?(?: (?:the|her|his|my|their))?(?: (?:ssn|ss#?|social(?: security)?(?: number)?|card|account|acct|phone|mrn|member id|id))?\)?(?: is| are| was| were|:|=)?[ #]{1,2}`;

const RULES: readonly PatternRule[] = [
  rule('ending', /end(?:s|ed|ing)/iu, ENDING, String.raw`\d{3,6}(?!\d|[.,]\d)`),
  rule(
    'last-four',
    /last (?:four|4)/iu,
    LAST_FOUR,
    String.raw`\d{4}(?!\d|[.,]\d| ?(?:mg|mcg|ml|units?|doses?|patients|days|weeks|steps|calories)(?!\p{L}))`,
  ),
  rule(
    'plate',
    /plate|reg|tag/iu,
    String.raw`(?:(?:licen[cs]e|number|registration|vehicle|car) )?(?:plates?|reg(?:istration)?)${IS}|(?:licen[cs]e|vehicle) tag${IS}`,
    String.raw`[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,2}(?![\p{L}\p{N}])`,
    isPlate,
  ),
  rule(
    'driving-licence',
    /licen/iu,
    String.raw`licen[cs]e${IS}`,
    String.raw`[A-Z9]{5} ?\d{6} ?[A-Z9]{2}\d[A-Z]{2}(?!\w)`,
  ),
  rule(
    'alien-number',
    /a-?(?:number|no|#)|alien/iu,
    String.raw`a-?(?:number|no\.?|#)(?: is|:)? ?|alien (?:registration )?number${IS}`,
    String.raw`A?-?\d{3}-?\d{3}-?\d{3}(?!\d)`,
  ),
  rule(
    'abbreviated',
    /(?:acct|enc|ins|med|pol|subs?|memb|auth|conf|ref|acc)\./iu,
    String.raw`(?:acct|enc|ins|med|pol|subs?|memb|auth|conf|ref|acc)\. ?#? ?`,
    String.raw`(?=[\p{L}\p{N}-]{0,20}\d{3})[\p{L}\p{N}-]{4,24}(?![.,]\d)`,
    (value, text, start) => !isNoId(value, text, start),
  ),
  rule(
    'sort-code',
    /sort code|bsb/iu,
    String.raw`(?:sort code|bsb)${IS}`,
    String.raw`\d{2}-?\d{2}-?\d{2}(?!\d)|\d{3}-\d{3}(?!\d)`,
  ),
  rule(
    'bic',
    /swift|bic/iu,
    String.raw`(?:swift|bic)(?: code)?${IS}`,
    String.raw`[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)`,
    (value) => value === value.toUpperCase(),
  ),
  rule(
    'card-code',
    /cvv|cvc|csc|security code/iu,
    String.raw`(?:cvv2?|cvc2?|csc|security code)${IS}`,
    String.raw`\d{3,4}(?!\d)`,
  ),
  rule(
    'pcn',
    /pcn/iu,
    String.raw`pcn${IS}`,
    String.raw`[A-Z0-9]{3,12}(?!\w)`,
    (value) => value === value.toUpperCase(),
  ),
  rule(
    'medicare-spaced',
    /medicare/iu,
    String.raw`medicare(?: card)?${IS}`,
    String.raw`\d{4} \d{5} \d(?!\d)`,
  ),
  rule(
    'biometric',
    /print|palm|retina|iris|fac|biometric|dna|genetic|gait|vein/iu,
    String.raw`${SCAN}${OF_SCAN}(?: is|:|=|#| no\.?| number){0,2}[ \t]{1,2}["'#]?`,
    String.raw`(?=[\w+/-]{0,40}\d)[\w+/-]{4,128}={0,2}`,
    hasDigits,
  ),
  rule(
    'photo-file',
    /\.(?:jpe?g|png|heic|gif|tiff?|bmp|webp|dcm)/iu,
    String.raw`(?:photos?|photographs?|pictures?|portraits?|headshots?|selfies?|mug ?shots?|images?|scans?)(?: \p{L}{1,12}){0,3}[ :("']{1,3}`,
    String.raw`[\w.-]{0,60}\d{3}[\w.-]{0,40}\.(?:jpe?g|png|heic|gif|tiff?|bmp|webp|dcm)(?!\w)`,
  ),
  rule(
    'wallet',
    /wallet|bitcoin|btc|eth|crypto/iu,
    String.raw`(?:wallet|bitcoin|btc|ethereum|eth|crypto)(?: (?:address|wallet))?${IS}`,
    String.raw`0x[0-9a-f]{40}|(?:bc1|[13])[a-z0-9]{25,59}`,
  ),
  rule(
    'dicom-uid',
    /uid/iu,
    String.raw`(?:study|series|sop|instance)(?: ?instance)?[ _-]?uid["']?(?: is|:|=)?[ \t]{0,2}["']?`,
    String.raw`\d(?:\.\d{1,30}){4,20}`,
  ),
];

/** Numbers that have a shape of their own under a label: plates, last digits, bank codes, biometrics, photographs. */
export const findLabelledShapes = (text: string): Span[] => matchRules(text, RULES);
