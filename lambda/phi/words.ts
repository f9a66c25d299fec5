import { isCommonWord } from './lexicon.ts';
import { matchesOf } from './pattern.ts';
import { isAcronym, isEponym, isFacilityPart, isLoanWord, isProperWord } from './word-sets.ts';

/** How a word is written: that decides much about whether it can be a name. */
type Shape = 'lower' | 'title' | 'upper' | 'mixed' | 'initial' | 'caseless';

/** A word of a text with its place, and its form for look-ups. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Lower case, Latin letters without marks (unless they would be an English word), straight apostrophes, no `'s`. */
  readonly key: string;
  readonly shape: Shape;
}

// Apostrophes join letters (O'Brien, St. Luke's); a hyphen parts words, since either half may be a name of its own.
const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]{1,20}){0,2}/gu;
const SPECIAL: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const NOT_ASCII = /[^\u0000-\u007f]/;

/** Is it English but for its marks, so that with them it is another word? "Ján" is no January. */
const isEnglishWithoutMarks = (bare: string): boolean =>
  (isCommonWord(bare) || isProperWord(bare) || isAcronym(bare)) &&
  !(isLoanWord(bare) || isEponym(bare) || isFacilityPart(bare));

/** The look-up form of a word: Latin letters without marks, in lower case. */
const fold = (word: string): string => {
  const lower = word.toLowerCase().replaceAll('’', "'");
  if (!NOT_ASCII.test(lower)) return lower;
  const bare = lower
    .replace(/[øłßæœđðþı]/g, (letter) => SPECIAL[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  return isEnglishWithoutMarks(bare.replace(/'s$/, '')) ? lower : bare;
};

const shapeOf = (text: string): Shape => {
  const lower = text.toLowerCase();
  const upper = text.toUpperCase();
  if (text === lower) return text === upper ? 'caseless' : 'lower';
  if (text === upper) return text.length === 1 ? 'initial' : 'upper';
  const [first = ''] = text;
  if (first === first.toLowerCase()) return 'mixed';
  const rest = text.slice(first.length);
  return rest === rest.toLowerCase() ? 'title' : 'mixed';
};

/** Splits a text into words, in order. Linear in its length. */
export const wordsOf = (text: string): readonly Word[] => {
  const words: Word[] = [];
  for (const match of matchesOf(text, WORD)) {
    const key = fold(match[0]);
    const possessive = key.endsWith("'s") ? 2 : 0;
    const end = match.index + match[0].length - possessive;
    const bare = possessive === 0 ? match[0] : match[0].slice(0, -2);
    words.push({
      start: match.index,
      end,
      text: bare,
      key: possessive === 0 ? key : key.slice(0, -2),
      shape: shapeOf(bare),
    });
  }
  return words;
};

/** Does the word begin with a capital? */
export const isCapital = (word: Word | undefined): boolean => {
  if (word === undefined || word.shape === 'lower' || word.shape === 'caseless') return false;
  return word.shape !== 'mixed' || !/^\p{Ll}/u.test(word.text);
};

/** What stands between two words; a line break where one of them does not exist. */
export const gapBetween = (text: string, left: Word | undefined, right: Word | undefined): string =>
  left === undefined || right === undefined ? '\n' : text.slice(left.end, right.start);

/** With fewer capitals than this share, lower case says nothing about a word. */
const FLAT_SHARE = 0.03;

/** Is the text written almost without capitals, as dictation and chat are? */
export const isFlat = (words: readonly Word[]): boolean =>
  words.filter((word) => isCapital(word) && word.text.length > 1).length <= words.length * FLAT_SHARE;
