import { counts } from '../../../lambda/phi/apply-policy.ts';
import { findSpans } from '../../../lambda/phi/find-spans.ts';
import { DEFAULT } from '../../support/policies.ts';

/** What is found in a text and identifies somebody, as `TYPE:words`. */
export const found = (text: string, label?: string): string[] =>
  DEFAULT.rules
    .judge(text, findSpans(text, label))
    .filter(counts)
    .map(({ span: { start, end, type } }) => `${type}:${text.slice(start, end)}`);
