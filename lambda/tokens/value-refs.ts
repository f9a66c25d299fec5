import { tokensIn } from './token.ts';
import type { ValueRef } from './vault.ts';

/** Each row once. */
export const distinctRefs = (refs: readonly ValueRef[]): readonly ValueRef[] => [
  ...new Map(refs.map((ref) => [`${ref.token}#${ref.valueTag}`, ref])).values(),
];

/**
 * The rows of the tokens that stand somewhere in a JSON value. A token may be spelled with escapes, at any depth of JSON in
 * strings, so all of them are passed over; a row too many does no harm.
 */
export const refsWithin = (refs: readonly ValueRef[], value: unknown): readonly ValueRef[] => {
  const mentioned = tokensIn(JSON.stringify(value).replaceAll('\\', ''));
  return refs.filter(({ token }) => mentioned.has(token));
};
