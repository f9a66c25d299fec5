/** Sealed values are long; anything shorter is no ciphertext. Characters of base64 or base64url. */
const SEALED = /^[A-Za-z0-9+/_-]{64,}={0,2}$/;

/** What stands where a provider asks for a signature that does not exist: nothing, or a word of the provider's own. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['', 'skip_thought_signature_validator']);

/** Noise in base64 has 26 capitals, 26 small letters, 10 digits and 2 signs of 64, each about as often. */
const SHARES: readonly (readonly [kind: RegExp, least: number, most: number])[] = [
  [/[A-Z]/g, 0.25, 0.58],
  [/[a-z]/g, 0.25, 0.58],
  [/[0-9]/g, 0.04, 0.32],
  [/[+/_-]/g, 0, 0.12],
];

/** This much of plain text in what a value decodes to, and it is no ciphertext: those have about a third. */
const MOST_PRINTABLE = 0.6;

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a;

const looksLikeNoise = (value: string): boolean =>
  SHARES.every(([kind, least, most]) => {
    const share = (value.match(kind)?.length ?? 0) / value.length;
    return share >= least && share <= most;
  });

/**
 * Whether a value looks sealed by a provider: base64 that is noise, as written and decoded. Text does not, neither with
 * signs instead of blanks nor encoded as base64.
 */
export const isOpaque = (value: string): boolean => {
  if (PLACEHOLDERS.has(value)) return true;
  if (!SEALED.test(value) || !looksLikeNoise(value)) return false;
  const bytes = Buffer.from(value, 'base64');
  return bytes.filter(isPrintable).length < bytes.length * MOST_PRINTABLE;
};
