import { matchesOf, matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { readLabelled } from './labelled-value.ts';

const ELEMENT =
  /<(?:[\w-]{1,20}:)?(?<label>[A-Za-z][\w.-]{0,40})(?:\s[^<>]{0,300})?>\s{0,20}(?<value>[^<>\s][^<>]{0,200})<\//g;
const VALUE_ATTRIBUTE =
  /<(?:[\w-]{1,20}:)?(?<label>[A-Za-z][\w.-]{0,40})\s(?:[^<>]{0,200}\s)?value="(?<value>[^"<>\n]{1,200})"/g;

const RULES: readonly PatternRule[] = [
  {
    source: 'markup-day',
    type: 'DATE',
    score: 0.9,
    pattern: /(?<=\svalue=")(?<id>(?:19|20)\d{6}(?:\d{4,6}(?:\.\d{1,4})?)?(?:[+-]\d{4})?)(?=")/g,
  },
  {
    source: 'markup-id',
    type: 'ID',
    score: 0.9,
    // CDA: the id of a person, of a visit; a template's id has another element.
    pattern: /<id\s(?:[^<>]{0,120}\s)?extension="(?<id>[^"<>\n]{1,80})"/g,
  },
];

/** Values in XML, as FHIR and CDA have them: the element or the attribute says what they are. */
export const findInMarkup = (text: string): Span[] => {
  if (!/<[A-Za-z]/.test(text)) return [];
  const labelled = [ELEMENT, VALUE_ATTRIBUTE].flatMap((pattern) =>
    matchesOf(text, pattern).flatMap((match) => {
      const { label = '', value = '' } = match.groups ?? {};
      const start = match.index + match[0].lastIndexOf(value);
      // What a list of values holds, an item of FHIR's identifier or telecom, has no name of its own.
      return readLabelled({ label, value, start }, 'markup');
    }),
  );
  return [...labelled, ...matchRules(text, RULES)];
};
