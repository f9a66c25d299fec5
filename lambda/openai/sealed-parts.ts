import { isJsonObject } from './json-value.ts';

/**
 * The fields in which providers hand out what they alone can read: encrypted reasoning and compactions, the fingerprint
 * of a program.
 */
const SEALED: ReadonlySet<string> = new Set(['encrypted_content', 'fingerprint']);

/** All sealed parts in some items, each once. */
export const sealedPartsIn = (value: unknown): readonly string[] => {
  const found = new Set<string>();
  const walk = (one: unknown): void => {
    if (Array.isArray(one)) one.forEach(walk);
    if (!isJsonObject(one)) return;
    for (const [key, item] of Object.entries(one)) {
      if (SEALED.has(key) && typeof item === 'string' && item !== '') found.add(item);
      else walk(item);
    }
  };
  walk(value);
  return [...found];
};
