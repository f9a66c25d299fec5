import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../contract/random.ts';
import type { Sensitive } from '../contract/sensitive.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Each part with its length before it, so that no two places have the same bytes. */
const placeBytes = (place: readonly string[]): Buffer =>
  Buffer.concat(
    place.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );

/**
 * Seals bytes for one place, named by all that tells it from other places, what kind of place it is first: 12 bytes of
 * nonce, ciphertext, 16 bytes of tag. Random nonces are safe for 2^32 texts under one key (NIST SP 800-38D, 8.3), and a
 * key lasts a tenant's month.
 */
export const seal = (
  plain: Uint8Array,
  place: readonly string[],
  key: Sensitive<Buffer>,
  random: RandomBytes,
): Uint8Array => {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(placeBytes(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** What was sealed. Throws when it was changed, cut, or sealed for another place or under another key. */
export const openSeal = (sealed: Uint8Array, place: readonly string[], key: Sensitive<Buffer>): Buffer => {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('What was sealed is cut.');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(placeBytes(place));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
};
