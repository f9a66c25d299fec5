import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import {
  CALLED_ALONE,
  CALLED_AT_LENGTH,
  CALLED_PLAINLY,
  COUNTED,
  KINDS,
  OF_PROGRAMS,
} from './id-labels.data.ts';
import { isNoId, isOwnPrefix, VALUE, VALUE_IN_TWO } from './id-value.ts';
import { findLabelledShapes } from './labelled-shape.ts';

const ALL_KINDS = KINDS.join('|');
const START = String.raw`(?<![\p{L}\p{N}])`;
const NUMBER = String.raw`(?:[ _-]?(?:number|num|nr|no\.?|#|id|ids|identifier|code|key|card|tag|record|plan|policy|template|hash|profile|scan)){0,3}`;
const MARK = String.raw`[ \t]{0,2}(?:(?:is|was)(?= )|[:#=]|(?<=#|number|no\.|no|num|id|identifier) )[ \t#:]{0,3}["']?`;

const PROGRAMS_OWN = new RegExp(String.raw`(?:^|[^\p{L}])(?:${OF_PROGRAMS})[ _-]?id\W{0,4}$`, 'iu');

const isOfProgram = (text: string, start: number): boolean =>
  PROGRAMS_OWN.test(text.slice(Math.max(0, start - 30), start));

const isId = (value: string, text: string, start: number): boolean =>
  !isNoId(value, text, start) && !isOfProgram(text, start);

const rule = (
  source: string,
  pattern: string,
  score: number,
  accept: NonNullable<PatternRule['accept']> = isId,
) => ({
  source,
  type: 'ID' as const,
  score,
  pattern: new RegExp(pattern, 'giu'),
  accept,
});

/** No list has the name of every number: any word with "number", "ID" or "#" before a value names one. */
const NAMED: PatternRule = rule(
  'labelled-number',
  String.raw`(?<![\p{L}\p{N}-])(?!(?:${COUNTED})s?[ -]?(?:number|num|no\.|nr\.?|#|id|identifier))\p{L}[\p{L}-]{1,20}(?:[ _-](?:number|num|no\.|nr\.?|id|identifier)(?: is| was)?[ \t]{0,2}[:#=]{0,2} ?| ?# ?)${VALUE}`,
  0.8,
  (value, text, start) => /\d{3}/.test(value) && !/^v?\d{1,4}\.\d/.test(value) && isId(value, text, start),
);

const MIXED = /^(?=[A-Z0-9-]{0,14}[A-Z][A-Z0-9-]{0,14}[A-Z])(?=[A-Z0-9-]{0,14}\d)[A-Z0-9-]{5,14}$/;

/** No count of anything: a number sign before it, letters, groups, or six digits and more. */
const isNoCount = (value: string, text: string, start: number): boolean => {
  const digits = value.replace(/\D/g, '').length;
  return (
    (digits > 2 && (text.charAt(start - 1) === '#' || value.startsWith('0') || /\p{L}/u.test(value))) ||
    (digits > 6 && value.includes('-')) ||
    /\d{6}/.test(value) ||
    MIXED.test(value)
  );
};

/** Labels of two words need no mark; after other labels a long number needs none either. */
const UNMARKED: readonly PatternRule[] = [
  rule(
    'labelled-alone',
    String.raw`${START}(?:${CALLED_ALONE})(?:(?: (?:number|no\.?|num))?[ -]{1,2}|(?=\d))${VALUE}`,
    0.95,
  ),
  rule(
    'labelled-record',
    String.raw`${START}(?:(?:medical|health|patient|hospital|clinic)[ -]records?|(?:patient|member|subscriber|policy|account|case|claim|record|chart|passport|licen[cs]e) (?:id|number|no\.?)) ${VALUE}`,
    0.9,
    (value, text, start) => /\d{3}/.test(value) && isId(value, text, start),
  ),
  rule(
    'labelled-long',
    String.raw`${START}(?:${ALL_KINDS}|cc) (?<id>\d(?:[ -]?\d){7,18})(?![\p{L}\p{N}]|[.,]\d)`,
    0.85,
    () => true,
  ),
  rule(
    'labelled-plain',
    String.raw`${START}(?:${CALLED_PLAINLY})(?: no\.?)?[ \t]{1,2}#?${VALUE}`,
    0.75,
    (value, text, start) => (/\d{4}/.test(value) || MIXED.test(value)) && isId(value, text, start),
  ),
  rule(
    'labelled-at-length',
    String.raw`${START}(?:${CALLED_AT_LENGTH})(?: no\.?)?[ \t]{1,2}#?${VALUE}`,
    0.75,
    (value, text, start) => isNoCount(value, text, start) && isId(value, text, start),
  ),
  rule(
    'labelled-in-two',
    String.raw`${START}(?:(?:${ALL_KINDS})${NUMBER}${MARK}|(?:${CALLED_ALONE}|licen[cs]e|national insurance|tag|blood unit)(?: number| no\.?)? )${VALUE_IN_TWO}`,
    0.8,
    (value, text, start) =>
      isOwnPrefix(value) && !/^(?:[A-Z]{1,5} )?(?:19|20)\d{2}$/.test(value) && isId(value, text, start),
  ),
  rule(
    'user-name',
    String.raw`(?<![\p{L}])(?:user ?name|login|screen name|handle|user)(?: is|:| =|=|(?<=username|login) )\s{0,2}["']?(?<id>@?[\p{L}\p{N}][\p{L}\p{N}._-]{2,38}[\p{L}\p{N}])`,
    0.8,
    (value) => /[\d_.@]/.test(value) && !/^\d{1,4}$/.test(value),
  ),
];

const CODES =
  'ICD|CPT|HCPCS|NCT|LOINC|PMID|PMC|ISO|RFC|CVE|UTF|SHA|HL|GPT|COVID|SARS|ISBN|ISSN|EC|CAS|MIM|OMIM|ORPHA|HP|GO|DSM|CHEBI|UMLS|ATC|NDC|DRG|MESH|SNOMED|RX|RXCUI|DB|CI|SD|IL|MG|ML|BP';

const SHAPED: readonly PatternRule[] = [
  {
    source: 'prefixed-number',
    type: 'ID',
    score: 0.75,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}._/-])(?!(?:${CODES})-)[A-Z]{2,5}-\d{5,12}(?![\p{L}\p{N}]|-?\d)`,
      'gu',
    ),
  },
  {
    source: 'labelled-initials',
    type: 'ID',
    score: 0.75,
    // An abbreviation that no list has, with a colon or a number sign, before a number in groups: "HBN: 789-456-123".
    pattern:
      /(?<![\p{L}\p{N}])(?!(?:PMID|NCT|ICD|CPT|LOINC|NDC|RxCUI|CUI|ISBN|DOI|HR|BP|RR|WBC|RBC|PLT)[:# ])[A-Z]{2,5}(?:[:#] ?|: ?#)(?<id>\d{3,12}-\d{2,12}(?:-\d{2,12}){0,3})(?![\p{L}\p{N}])/gu,
    accept: isId,
  },
];

const RULES: readonly PatternRule[] = [
  rule('labelled', String.raw`${START}(?:${ALL_KINDS})${NUMBER}${MARK}${VALUE}`, 0.95),
  ...UNMARKED,
  ...SHAPED,
];

const TRAILING = /[._/*-]+$/;

const MAY_BE_NAMED = /#|n(?:umber|um|o\.|r)|\bid\b|_id|identifier/i;

/** Unique numbers that are called by their name: record, plan, account, licence, device and any other. */
export const findLabelledIds = (text: string): Span[] => [
  ...matchRules(text, MAY_BE_NAMED.test(text) ? [...RULES, NAMED] : RULES).map((span) => {
    const trailing = TRAILING.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
    return trailing === 0 ? span : { ...span, end: span.end - trailing };
  }),
  ...findLabelledShapes(text),
];
