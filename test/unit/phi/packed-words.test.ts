import { describe, expect, it } from 'vitest';
import { unpackWords } from '../../../lambda/phi/packed-words.ts';
import { packWords } from '../../../scripts/pack-words.ts';

describe('packed words', () => {
  it('come back as they went in', () => {
    const words = new Set([
      'aaron',
      'aaronson',
      'al',
      "o'brien",
      'st. louis',
      'wilkes-barre',
      `${'a'.repeat(30)}b`,
      'a'.repeat(30),
    ]);
    expect(new Set(unpackWords(packWords(words)))).toEqual(words);
  });
});
