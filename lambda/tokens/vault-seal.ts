import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../contract/random.ts';
import { Sensitive } from '../contract/sensitive.ts';
import type { VaultItem } from './vault.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Which row a sealed value belongs to. */
export type VaultPlace = Pick<VaultItem, 'tenant' | 'scope' | 'token' | 'valueTag' | 'epoch'>;

/** The row's key, each part with its length before it, so that no two rows have the same one. */
const placeBytes = (place: VaultPlace): Buffer => {
  const { tenant, scope, token, valueTag, epoch } = place;
  const parts = ['hawthorn vault v1', tenant, scope, token, valueTag, epoch];
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
};

/**
 * Seals a value for one row: 12 bytes of nonce, ciphertext, 16 bytes of tag. Random nonces are safe for 2^32 values
 * under one key (NIST SP 800-38D, 8.3), and a key lasts a tenant's month. Throws on a lone surrogate, which UTF-8
 * can't carry: the value would come back changed.
 */
export const sealValue = (
  value: Sensitive<string>,
  place: VaultPlace,
  key: Sensitive<Buffer>,
  random: RandomBytes,
): Uint8Array => {
  const text = value.reveal();
  if (!text.isWellFormed()) throw new Error('A value is not well-formed Unicode.');
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(placeBytes(place));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
};

/** Opens a row. Throws when it was changed, cut, or sealed for another row or under another key. */
export const openItem = (item: VaultItem, key: Sensitive<Buffer>): Sensitive<string> => {
  const { sealed } = item;
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error('A row of the vault is cut.');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key.reveal(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(placeBytes(item));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  return new Sensitive(Buffer.concat([plain, decipher.final()]).toString('utf8'));
};
