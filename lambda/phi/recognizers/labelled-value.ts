import type { lengthOnLine } from '../label-values.ts';
import { labelWords, readUnderLabel } from '../labels.ts';
import type { Span } from '../span.ts';

/** A value that stands under a label somewhere in a text. */
interface LabelledValue {
  readonly label: string;
  readonly value: string;
  /** Where the value begins. */
  readonly start: number;
}

type Source = 'json-key' | 'form-line' | 'cell' | 'markup';

const MACHINE_SCORE = 0.9;
const LINE_SCORE = 0.85;

/** The span of a value, if its label decides what it is. On a line of prose a value ends sooner than between quotes. */
export const readLabelled = (
  { label, value, start }: LabelledValue,
  source: Source,
  measure?: typeof lengthOnLine,
): Span[] => {
  const labelled = readUnderLabel(labelWords(label), value, measure);
  if (labelled === undefined) return [];
  const score = source === 'form-line' ? LINE_SCORE : MACHINE_SCORE;
  return [{ start, end: start + labelled.length, type: labelled.type, score, source }];
};
