import type { Leaf } from '../openai/leaf.ts';
import { type Span, SURE } from '../phi/span.ts';

/** A name as words: `patient_john_smith`, `getJohnSmith` and `john-smith` read as people read them. */
export const nameAsWords = (name: string): string =>
  name
    .replaceAll(/[_\-.:/]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim();

/** In names that programmers make, dates, ages and places are parts of a subject: `christmas_2024_promo`. */
const TELLING: ReadonlySet<Span['type']> = new Set(['NAME', 'PHONE', 'EMAIL', 'SECRET', 'ID']);

/** `order_id_123` counts things, `mrn_48215733` is a person's. */
const LONG_NUMBER = /(?:\d\D?){6,}/;

/** Names of people and of models, unlike those of tools and fields, have no subject. */
const NO_SUBJECT = /^model$|^messages\[\d+\]\.name$/;

/** Where a web address names a document. */
const NAMES_DOCUMENT = /\.\$(?:id|ref|schema)$/;

/** A longer number may be a person's, and so may what stands deeper in a pattern than a site's first folder. */
const LONGER_NUMBER = /\d{3,}/;
const DEEP = /\/\/[^/]+\/[^/]+\/[^/]/;

/** Whether an address is a place for everybody. */
const isPublicAddress = (path: string, text: string, { start, end, type }: Span): boolean => {
  const address = text.slice(start, end);
  if (type !== 'URL' || LONGER_NUMBER.test(address)) return false;
  return NAMES_DOCUMENT.test(path) || (path.endsWith('.pattern') && !DEEP.test(address));
};

const tells = (path: string, words: string, { start, end, type, score }: Span): boolean => {
  if (score < SURE) return false;
  if (NO_SUBJECT.test(path)) return true;
  return TELLING.has(type) && (type !== 'ID' || LONG_NUMBER.test(words.slice(start, end)));
};

/**
 * Whether text that can't be rewritten surely holds PHI. A refusal breaks the caller's tool or schema for good, so
 * weak findings don't count, and names read as words count less than what stands there as it is written.
 *
 * An id is replaced without harm, so anything found in one counts.
 */
export const surelyHoldsPhi = (
  { kind, path, text }: Leaf,
  asWritten: readonly Span[],
  asWords: readonly Span[],
): boolean => {
  if (kind === 'id') return asWritten.length + asWords.length > 0;
  return (
    asWritten.some((span) => span.score >= SURE && !isPublicAddress(path, text, span)) ||
    asWords.some((span) => tells(path, nameAsWords(text), span))
  );
};
