import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { findInFhir } from './fhir.ts';
import { findInHl7 } from './hl7.ts';
import { findInMarkup } from './markup.ts';
import { findPairs } from './pairs.ts';
import { findInInserts, findInTables } from './table.ts';

const LABELS_WITHOUT_CAPITALS: readonly PatternRule[] = [
  {
    source: 'label-han',
    type: 'NAME',
    score: 0.85,
    pattern:
      /(?:姓名|患者|病人|氏名|名前|이름|성명|환자)\s{0,2}[:：]\s{0,2}(?<id>[\p{Lo}\p{L}]{2,12}(?: [\p{Lo}\p{L}]{1,12}){0,2})/gu,
  },
];

/** PHI in the forms of machines and of forms: where something beside a value says what it is. */
export const findInStructuredText = (text: string): Span[] => [
  ...findPairs(text),
  ...findInMarkup(text),
  ...findInFhir(text),
  ...findInTables(text),
  ...findInInserts(text),
  ...findInHl7(text),
  ...matchRules(text, LABELS_WITHOUT_CAPITALS),
];
