import { describe, expect, it } from 'vitest';
import { lazySet, unpackWords } from '../../../lambda/phi/packed-words.ts';
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
    expect(unpackWords(packWords(words))).toEqual(words);
  });

  it('are unpacked when they are first asked for, and once', () => {
    let times = 0;
    const has = lazySet(packWords(new Set(['al'])), (packed) => {
      times += 1;
      return unpackWords(packed);
    });
    expect(times).toBe(0);
    expect([has('al'), has('bo')]).toEqual([true, false]);
    expect(times).toBe(1);
  });
});
