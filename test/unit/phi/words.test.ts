import { describe, expect, it } from 'vitest';
import { isCity, isCommonWord, isSurname } from '../../../lambda/phi/lexicon.ts';
import { isRegion, isTitle } from '../../../lambda/phi/word-sets.ts';
import { wordsOf } from '../../../lambda/phi/words.ts';

describe('the words of a text', () => {
  it('are told by letters of any script, joined by apostrophes and parted by hyphens', () => {
    const words = wordsOf("Anne-Marie O'Brien’s naïve Ärztin, 李明 and x'1'");
    expect(words.map(({ text }) => text)).toEqual([
      'Anne',
      'Marie',
      "O'Brien",
      'naïve',
      'Ärztin',
      '李明',
      'and',
      'x',
    ]);
  });

  it('keep their places, and what stands before them', () => {
    const text = "  Smith's dog – 𝒳 São";
    const words = wordsOf(text);
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(words.map((word) => word.text));
    expect(words.map(({ before }) => before)).toEqual(['\n', "'s ", ' – ', ' ']);
  });

  it('know their shape with plain letters and with others', () => {
    const shapes = wordsOf("MRI McCoy Élan ÉLAN aB Q é O'NEIL 名").map(({ shape }) => shape);
    expect(shapes).toEqual([
      'upper',
      'mixed',
      'title',
      'upper',
      'mixed',
      'initial',
      'lower',
      'upper',
      'caseless',
    ]);
  });

  it('know the lists that have them, as their look-up forms do', () => {
    const [doctor, boston, other] = wordsOf('Doctor Boston zzyzzx');
    expect([isTitle(doctor), isCity(boston), isCity('san diego'), isCity('new york')]).toEqual(
      Array(4).fill(true),
    );
    expect([isTitle(boston), isSurname(other), isCommonWord(undefined), isRegion('')]).toEqual(
      Array(4).fill(false),
    );
  });
});
