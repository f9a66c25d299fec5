import { findSpans } from '../../../lambda/phi/find-spans.ts';

/** What is found in a text, as `TYPE:words`. */
export const found = (text: string, label?: string): string[] =>
  findSpans(text, label).map(({ start, end, type }) => `${type}:${text.slice(start, end)}`);
