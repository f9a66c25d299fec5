import { PHI_TYPES, type PhiType } from '../contract/phi-type.ts';

declare const brand: unique symbol;

/** A token in its canonical form, such as `NAME_4KQ7ZD`. */
export type Token = string & { readonly [brand]: 'Token' };

/** Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of a token's name: 30 bits of a keyed hash. */
const NAME_LENGTH = 6;

/** The longest canonical token. */
export const MAX_TOKEN_LENGTH = Math.max(...PHI_TYPES.map((type) => type.length)) + 1 + NAME_LENGTH;

/**
 * Anything that is spelled like a token, issued or not. The spelling may differ from the canonical one in case and in
 * an underscore escaped once (Markdown) or twice (Markdown inside a JSON string), and in nothing else.
 */
export const tokenShape = (): RegExp =>
  new RegExp(`(?:${PHI_TYPES.join('|')})\\\\{0,2}_[0-9A-HJKMNP-TV-Z]{${NAME_LENGTH}}`, 'gi');

/** The canonical form of anything that `tokenShape` matches, or of a prefix of it. */
export const canonical = (spelled: string): Token => spelled.replaceAll('\\', '').toUpperCase() as Token;

/** Makes a token of a type from the first 30 bits of a hash. */
export const tokenFrom = (type: PhiType, hash: Uint8Array): Token => {
  let bits = 0;
  for (const byte of hash.subarray(0, 4)) bits = ((bits << 8) | byte) >>> 0;
  let name = '';
  for (let index = 0; index < NAME_LENGTH; index += 1) {
    name += ALPHABET.charAt((bits >>> (27 - 5 * index)) & 31);
  }
  return `${type}_${name}` as Token;
};

/** The type that a token names. */
export const typeOf = (token: Token): PhiType => {
  const name = token.slice(0, token.indexOf('_'));
  const type = PHI_TYPES.find((one) => one === name);
  if (type === undefined) throw new Error('A token is of no known type.');
  return type;
};

/** Everything in a text that is spelled like a token, in canonical form. */
export const tokensIn = (text: string): ReadonlySet<Token> =>
  new Set(Array.from(text.matchAll(tokenShape()), ([spelled]) => canonical(spelled)));
