import type { PhiType } from '../contract/phi-type.ts';
import type { Span } from './span.ts';

/** One form of an identifier. Its pattern is global, and no part of it may backtrack without bound. */
export interface PatternRule {
  readonly source: string;
  readonly type: PhiType;
  readonly score: number;
  readonly pattern: RegExp;
  /** Checks what the pattern can't: a check digit, a range, what stands before. */
  readonly accept?: (value: string, text: string, start: number) => boolean;
}

/**
 * Finds every match of the rules. Where a pattern has a group named `id`, that group alone is the span: the rest of
 * the match is a label beside it.
 */
export const matchRules = (text: string, rules: readonly PatternRule[]): Span[] => {
  const spans: Span[] = [];
  for (const { source, type, score, pattern, accept } of rules) {
    // Not `matchAll`: it makes a copy of the pattern each time, which for a short text costs more than the search.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match[0] === '') pattern.lastIndex += 1;
      const value = match.groups?.['id'] ?? match[0];
      // The group stands at the end of the match unless the pattern looks on, which it does by lookahead only.
      const start = match.index + match[0].lastIndexOf(value);
      if (accept === undefined || accept(value, text, start)) {
        spans.push({ start, end: start + value.length, type, score, source });
      }
    }
  }
  return spans;
};
