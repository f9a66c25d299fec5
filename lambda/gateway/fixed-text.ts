import type { Leaf } from '../openai/leaf.ts';
import { DENIED } from '../phi/apply-policy.ts';
import { type Span, SURE } from '../phi/span.ts';
import { holdsKey, noiseIn, withoutNoise } from './noise.ts';
import { unescapedView } from './unescaped-view.ts';

const ESCAPED = /%[0-9a-f]{2}/i;

/** A name as words: `patient_john_smith`, `getJohnSmith` and `John%20Smith` read as people read them. */
export const nameAsWords = (name: string): string =>
  withoutNoise(ESCAPED.test(name) ? (unescapedView(name)?.text ?? name) : name)
    .replaceAll(/[_\-.:/]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim();

/** In names that programmers make, dates, ages and places are parts of a subject: `christmas_2024_promo`. */
const TELLING: ReadonlySet<Span['type']> = new Set(['NAME', 'PHONE', 'EMAIL', 'SECRET', 'ID']);

/** `order_id_123` counts things, `mrn_48215733` is a person's. */
const LONG_NUMBER = /(?:\d\D?){6,}/;

/** Names of people and of models, unlike those of tools and fields, have no subject. */
const NO_SUBJECT = /(?:^|\.)model$|^messages\[\d+\]\.name$/;

/** Where a web address names a document, or a server that tools may call. */
const NAMES_DOCUMENT =
  /\.\$(?:id|ref|schema)$|\.(?:server_url|domain)$|\.(?:allowed|blocked)_domains(?:\[\d+\])?$/;

/**
 * What a server of somebody else's asks for, from whom it is no secret. The caller wants it to go there, and the
 * provider hands it on without showing it to the model; so a secret in its own place is no reason to refuse a request.
 * Anything else that is found there is one.
 */
const CREDENTIAL =
  /^(?:.*\.)?tools\[\d+\]\.(?:authorization|headers\.\*|.*\.domain_secrets(?:\[\d+\])?\.value)$/;

/** A longer number may be a person's, and so may what stands deeper in a pattern than a site's first folder. */
const LONGER_NUMBER = /\d{3,}/;
const PORT = /(?<=^[a-z]{2,5}:\/\/[^/]+):\d{1,5}(?=[/?#]|$)/;
const DEEP = /\/\/[^/]+\/[^/]+\/[^/]/;

/** Whether an address is a place for everybody. */
const isPublicAddress = (path: string, text: string, { start, end, type }: Span): boolean => {
  if (type !== 'URL') return false;
  const address = withoutNoise(text.slice(start, end)).replace(PORT, '');
  if (LONGER_NUMBER.test(address)) return false;
  return NAMES_DOCUMENT.test(path) || (path.endsWith('.pattern') && !DEEP.test(address));
};

const tells = ({ path, text }: Leaf, { start, end, type, score, source }: Span): boolean => {
  // Somebody has said so.
  if (source === DENIED) return true;
  if (score < SURE) return false;
  // What had to be escaped is no name that a programmer made.
  if (NO_SUBJECT.test(path) || ESCAPED.test(text)) return true;
  return TELLING.has(type) && (type !== 'ID' || LONG_NUMBER.test(nameAsWords(text).slice(start, end)));
};

/** What was found and is neither noise nor a secret in its own place. */
const worthTelling = (path: string, text: string, found: readonly Span[]): readonly Span[] => {
  if (found.length === 0) return found;
  const noise = noiseIn(text);
  return found.filter((span) =>
    span.type === 'SECRET'
      ? !CREDENTIAL.test(path)
      : !noise.some(({ start, end }) => start <= span.start && span.end <= end),
  );
};

const isKey = (text: string, found: readonly Span[]): boolean =>
  holdsKey(text) || found.some(({ type }) => type === 'SECRET');

/**
 * Whether text that can't be rewritten surely holds PHI. A refusal breaks the caller's tool or schema for good, so
 * weak findings don't count, and names read as words count less than what stands there as it is written. What a machine
 * has drawn says nothing.
 *
 * An id is replaced without harm, so anything found in one counts.
 */
export const surelyHoldsPhi = (leaf: Leaf, asWritten: readonly Span[], asWords: readonly Span[]): boolean => {
  const { kind, path, text } = leaf;
  const written = worthTelling(path, text, asWritten);
  if (kind === 'id') return written.length + asWords.length > 0;
  if (written.some((span) => span.score >= SURE && !isPublicAddress(path, text, span))) return true;
  if (CREDENTIAL.test(path) && isKey(text, asWritten)) return false;
  return asWords.some((span) => tells(leaf, span));
};
