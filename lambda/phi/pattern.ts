import type { PhiType } from '../contract/phi-type.ts';
import type { DigitRows } from './digit-rows.ts';
import type { Span } from './span.ts';

/** One form of an identifier. Its pattern is global, and no part of it may backtrack without bound. */
export interface PatternRule {
  readonly source: string;
  readonly type: PhiType;
  readonly score: number;
  readonly pattern: RegExp;
  /** Stands in every match, so that a text without it need not be looked through. As a pattern it is a cheap one. */
  readonly needs?: string | RegExp;
  /** No match has fewer digits without a letter between them. */
  readonly digits?: number;
  /** No match is without a stretch of so many letters and digits. */
  readonly run?: number;
  /** Checks what the pattern can't: a check digit, a range, what stands before. */
  readonly accept?: (value: string, text: string, start: number) => boolean;
}

/**
 * Every match of a global pattern. `matchAll` would make a copy of the pattern for each text, which takes longer than
 * to look through a short one.
 */
export const matchesOf = (text: string, pattern: RegExp): RegExpExecArray[] => {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return matches;
};

const lacks = (
  text: string,
  { needs, digits = 0, run = 0 }: PatternRule,
  rows: DigitRows | undefined,
): boolean => {
  if (rows !== undefined && (digits > rows.digits || run > rows.run)) return true;
  if (needs === undefined) return false;
  return typeof needs === 'string' ? !text.includes(needs) : !needs.test(text);
};

/**
 * Finds every match of the rules. Where a pattern has a group named `id`, that group alone is the span: the rest of
 * the match is a label beside it.
 */
export const matchRules = (text: string, rules: readonly PatternRule[], rows?: DigitRows): Span[] => {
  const spans: Span[] = [];
  for (const rule of rules) {
    if (lacks(text, rule, rows)) continue;
    const { source, type, score, pattern, accept } = rule;
    for (const match of matchesOf(text, pattern)) {
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
