import { isCommonWord } from './lexicon.ts';
import { type Listed, listsOf } from './word-lists.ts';
import { isAcronym, isEponym, isFacilityPart, isLoanWord, isProperWord } from './word-sets.ts';

/** How a word is written: that decides much about whether it can be a name. */
type Shape = 'lower' | 'title' | 'upper' | 'mixed' | 'initial' | 'caseless';

/**
 * A word of a text with its place, its form for look-ups and the lists that have it. The form is in lower case, of
 * Latin letters without marks (unless they would be an English word), with straight apostrophes, without `'s`.
 */
export interface Word extends Listed {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly shape: Shape;
  /** What stands between the word before and this one; a line break before the first. */
  readonly before: string;
}

// Apostrophes join letters (O'Brien, St. Luke's); a hyphen parts words, since either half may be a name of its own.
const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]{1,20}){0,2}/uy;
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

const APOSTROPHE = 39;
const isUpperLetter = (code: number): boolean => code >= 65 && code <= 90;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || isUpperLetter(code);
/** Between letters: what may join them, or belong to the word in another script. */
const mayGoOn = (code: number): boolean => code === APOSTROPHE || code > 127;

/** The shape of a word of plain letters. */
const plainShape = (text: string): Shape => {
  let capitals = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (isUpperLetter(text.charCodeAt(at))) capitals += 1;
  }
  if (capitals === 0) return 'lower';
  if (capitals === text.length) return capitals === 1 ? 'initial' : 'upper';
  return capitals === 1 && isUpperLetter(text.charCodeAt(0)) ? 'title' : 'mixed';
};

/** A word that the pattern found, with marks, apostrophes or letters of any script. */
const readWord = (found: string, start: number, before: string): Word => {
  const key = fold(found);
  const possessive = key.endsWith("'s") ? 2 : 0;
  const text = possessive === 0 ? found : found.slice(0, -2);
  const bare = possessive === 0 ? key : key.slice(0, -2);
  return {
    start,
    end: start + text.length,
    text,
    key: bare,
    shape: shapeOf(text),
    before,
    lists: listsOf(bare),
  };
};

/** Most words are of plain letters, which need neither the pattern nor folding. */
const readPlainWord = (text: string, start: number, before: string): Word => {
  const shape = plainShape(text);
  const key = shape === 'lower' ? text : text.toLowerCase();
  return { start, end: start + text.length, text, key, shape, before, lists: listsOf(key) };
};

/** Splits a text into words, in order. Linear in its length. */
export const wordsOf = (text: string): readonly Word[] => {
  const words: Word[] = [];
  let [at, last] = [0, -1];
  while (at < text.length) {
    const start = at;
    while (isLetter(text.charCodeAt(at))) at += 1;
    const code = text.charCodeAt(at);
    // Only the pattern knows what is a letter here, and what an apostrophe joins.
    const isPlain = at === text.length || !mayGoOn(code);
    if (at === start && (isPlain || code === APOSTROPHE)) {
      at += 1;
      continue;
    }
    const found = isPlain ? text.slice(start, at) : wordAt(text, start);
    if (found === '') at += 1;
    if (found === '') continue;
    const before = last < 0 ? '\n' : text.slice(last, start);
    const word = isPlain ? readPlainWord(found, start, before) : readWord(found, start, before);
    words.push(word);
    last = word.end;
    at = start + found.length;
  }
  return words;
};

/** The word that begins at a place, by the pattern; empty where none does. */
const wordAt = (text: string, start: number): string => {
  WORD.lastIndex = start;
  return WORD.exec(text)?.[0] ?? '';
};

/** Does the word begin with a capital? */
export const isCapital = (word: Word | undefined): boolean => {
  if (word === undefined || word.shape === 'lower' || word.shape === 'caseless') return false;
  return word.shape !== 'mixed' || !/^\p{Ll}/u.test(word.text);
};

/** What stands between two neighbours; a line break where one of them does not exist. */
export const gapBetween = (text: string, left: Word | undefined, right: Word | undefined): string =>
  left === undefined || right === undefined ? '\n' : text.slice(left.end, right.start);

/** With fewer capitals than this share, lower case says nothing about a word. */
const FLAT_SHARE = 0.03;

/** Is the text written almost without capitals, as dictation and chat are? */
export const isFlat = (words: readonly Word[]): boolean => {
  let capitals = 0;
  for (const word of words) {
    if (word.text.length > 1 && isCapital(word)) capitals += 1;
  }
  return capitals <= words.length * FLAT_SHARE;
};
