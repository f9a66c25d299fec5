import { lengthOnLine } from '../label-values.ts';
import { labelWords, readUnderLabel } from '../labels.ts';
import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const PAIR = /"(?<label>[A-Za-z][\w .-]{1,40})"\s{0,3}:\s{0,3}(?:\[\s{0,8})?"(?<id>[^"\\\n]{1,200})"/g;
const NUMBER_PAIR =
  /"(?<label>[A-Za-z][\w .-]{1,40})"\s{0,3}:\s{0,3}(?:\[\s{0,8})?(?<id>-?\d[\d.]{3,30}(?:e\+?\d{1,2})?)(?![\w.-])/gi;

/** `"family": "Chalmers"` and `"mrn": 48123456` in a text that holds JSON: the key says what the value is. */
const findJsonPairs = (text: string): Span[] => {
  const spans: Span[] = [];
  for (const match of [...text.matchAll(PAIR), ...text.matchAll(NUMBER_PAIR)]) {
    const { label = '', id = '' } = match.groups ?? {};
    const labelled = readUnderLabel(labelWords(label), id);
    if (labelled === undefined) continue;
    const start = match.index + match[0].lastIndexOf(id);
    spans.push({ start, end: start + labelled.length, type: labelled.type, score: 0.9, source: 'json-key' });
  }
  return spans;
};

const LINE =
  /^[ \t>*#-]{0,8}(?<label>[A-Z][A-Za-z' ]{2,30}?)[ \t]{0,4}:[ \t]{1,8}(?<id>\S[^\n\r]{0,120}?)[ \t]{0,8}$/gm;
/** Before a colon these open a line of a dialogue. */
const SPEAKER =
  /^(?:patient|client|doctor|nurse|provider|physician|mother|father|parent|child|member|customer|person|author|guardian|caregiver|spouse|surgeon|resident|employee|attending|practitioner|contact|family|given|line|portal|secret|website|url|picture|photo)$/;
/** "Address: 12 Long Way": the lines of a form. */
const findFormLines = (text: string): Span[] => {
  const spans: Span[] = [];
  for (const match of text.matchAll(LINE)) {
    const { label = '', id = '' } = match.groups ?? {};
    const words = labelWords(label);
    const labelled = SPEAKER.test(words) ? undefined : readUnderLabel(words, id, lengthOnLine);
    if (labelled === undefined || labelled.type === 'SECRET') continue;
    const start = match.index + match[0].lastIndexOf(id);
    spans.push({
      start,
      end: start + labelled.length,
      type: labelled.type,
      score: 0.85,
      source: 'form-line',
    });
  }
  return spans;
};

const RULES: readonly PatternRule[] = [
  // HL7 v2: components by ^, fields by |. A person is FAMILY^GIVEN^MIDDLE, an id is ID^^^AUTHORITY.
  {
    source: 'hl7-name',
    type: 'NAME',
    score: 0.9,
    pattern:
      /(?<=[|^~])\p{L}[\p{L}' -]{1,40}\^\p{L}[\p{L}' .-]{0,40}(?:\^[\p{L}' .-]{0,40}){0,4}(?=[|~^\r\n]|$)/gu,
  },
  { source: 'hl7-id', type: 'ID', score: 0.9, pattern: /(?<=[|~])[A-Z0-9-]{3,30}(?=\^{2,4}[A-Z])/gi },
  {
    source: 'hl7-date',
    type: 'DATE',
    score: 0.9,
    pattern: /(?<=\|)(?:19|20)\d{6}(?:\d{4,6})?(?=[|\r\n^]|$)/g,
  },
  {
    source: 'label-han',
    type: 'NAME',
    score: 0.85,
    pattern:
      /(?:姓名|患者|病人|氏名|名前|이름|성명|환자)\s{0,2}[:：]\s{0,2}(?<id>[\p{Lo}\p{L}]{2,12}(?: [\p{Lo}\p{L}]{1,12}){0,2})/gu,
  },
];

/** PHI in the forms of machines: JSON in a text, HL7 v2 segments, labels in scripts without capitals. */
export const findInStructuredText = (text: string): Span[] => [
  ...findJsonPairs(text),
  ...findFormLines(text),
  ...matchRules(text, RULES),
];
