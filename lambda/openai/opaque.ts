/** Sealed values are long; anything shorter is no ciphertext. Characters of base64 or base64url. */
const SEALED = /^[A-Za-z0-9+/_-]{64,}={0,2}$/;

/** This much of plain text in what a value decodes to, and it is no ciphertext: those have about a third. */
const MOST_PRINTABLE = 0.6;

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a;

/**
 * Whether a value looks sealed by a provider: base64 that decodes to bytes like noise. Text, also text that somebody
 * encoded as base64, does not.
 */
export const isOpaque = (value: string): boolean => {
  if (!SEALED.test(value)) return false;
  const bytes = Buffer.from(value, 'base64');
  return bytes.filter(isPrintable).length < bytes.length * MOST_PRINTABLE;
};
