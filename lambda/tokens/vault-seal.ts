import type { RandomBytes } from '../contract/random.ts';
import { Sensitive } from '../contract/sensitive.ts';
import { openSeal, seal } from './seal.ts';
import type { VaultItem } from './vault.ts';

/** Which row a sealed value belongs to. */
export type VaultPlace = Pick<VaultItem, 'tenant' | 'scope' | 'token' | 'valueTag' | 'epoch'>;

const partsOf = ({ tenant, scope, token, valueTag, epoch }: VaultPlace): readonly string[] => [
  'hawthorn vault v1',
  tenant,
  scope,
  token,
  valueTag,
  epoch,
];

/**
 * Seals a value for one row. Throws on a lone surrogate, which UTF-8 can't carry: the value would come back changed.
 */
export const sealValue = (
  value: Sensitive<string>,
  place: VaultPlace,
  key: Sensitive<Buffer>,
  random: RandomBytes,
): Uint8Array => {
  const text = value.reveal();
  if (!text.isWellFormed()) throw new Error('A value is not well-formed Unicode.');
  return seal(Buffer.from(text, 'utf8'), partsOf(place), key, random);
};

/** Opens a row. Throws when it was changed, cut, or sealed for another row or under another key. */
export const openItem = (item: VaultItem, key: Sensitive<Buffer>): Sensitive<string> =>
  new Sensitive(openSeal(item.sealed, partsOf(item), key).toString('utf8'));
