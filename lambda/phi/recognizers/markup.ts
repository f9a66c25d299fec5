import { labelWords, readUnderLabel } from '../labels.ts';
import type { Span } from '../span.ts';

// `<family>Chalmers</family>`, `<family value="Chalmers"/>` and `given="Peter"`, as in CDA and FHIR.
const PATTERNS = [
  /<(?:[\w-]{1,20}:)?(?<label>[A-Za-z][\w-]{1,40})(?:\s[^<>]{0,200})?>\s{0,20}(?<id>[^<>\s][^<>]{0,200})<\//g,
  /<(?:[\w-]{1,20}:)?(?<label>[A-Za-z][\w-]{1,40})\s{1,4}value="(?<id>[^"<>\n]{1,200})"/g,
  /\s(?<label>[A-Za-z][\w-]{2,40})="(?<id>[^"<>\n]{1,200})"/g,
];

/** What a tag or an attribute of markup says of its value. */
export const findInMarkup = (text: string): Span[] => {
  if (!/[<=]/.test(text)) return [];
  return PATTERNS.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const { label = '', id = '' } = match.groups ?? {};
      const labelled = readUnderLabel(labelWords(label), id);
      if (labelled === undefined) return [];
      const start = match.index + match[0].lastIndexOf(id);
      const { type, length } = labelled;
      return [{ start, end: start + length, type, score: 0.9, source: 'markup' } satisfies Span];
    }),
  );
};
