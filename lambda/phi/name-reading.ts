import { oneOf, oneOfWords } from './closed-class.ts';
import { isGivenName, isNameAndWord, isSurname, isWordAndSurname } from './lexicon.ts';
import type { Span } from './span.ts';
import { type Asked, askedKey, inList } from './word-lists.ts';
import {
  isBrand,
  isCredential,
  isCue,
  isEponym,
  isEponymHead,
  isEverydayHead,
  isParticle,
  isProperWord,
  isThing,
} from './word-sets.ts';
import { gapBetween, isCapital, type Word } from './words.ts';

/** The words of one text, as the recognizers of names look at them. */
export interface Reading {
  readonly text: string;
  readonly words: readonly Word[];
  /** So few capitals that lower case says nothing: dictation, chat. */
  readonly flat: boolean;
  /** So many words that are no English that a capital may be anything. */
  readonly foreign: boolean;
}

/** Indexes of the first and the last word of a name, both inclusive. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

const MAX_RUN = 5;

/** Between a surname and the given name behind it. */
export const isComma = oneOf(',', ', ');
/** Behind an initial. */
export const isDot = oneOf('.', '. ');

/** What stands between two words; a line break where one of them does not exist. */
export const between = ({ text, words }: Reading, left: number, right: number): string => {
  const [a, b] = [words[left], words[right]];
  if (a === undefined || b === undefined) return '\n';
  return right === left + 1 ? b.before : text.slice(a.end, b.start);
};

/** The look-up form of the word at `index`; empty where there is none. */
export const keyAt = ({ words }: Reading, index: number): string => words[index]?.key ?? '';

const isMoreThanName = inList('common', 'nameAndWord', 'properWord', 'acronym');

/** Foremost a given name: in the list, and neither a word nor a term of medicine. */
export const isStrongGiven = (word: Asked): boolean =>
  isGivenName(word) && !isMoreThanName(word) && askedKey(word).length > 2;

/** Foremost a surname. */
export const isStrongSurname = (word: Asked): boolean => isSurname(word) && !isMoreThanName(word);

/** In one of the lists, whatever else it may be. */
export const isAnyName = inList('given', 'surname');

const isListedWord = inList('common', 'properWord', 'acronym');

/** A word that all know, or an abbreviation of medicine. */
export const isPlainWord = (word: Asked): boolean => {
  if (isListedWord(word)) return true;
  const key = askedKey(word);
  return key.includes("'") && /'(?:m|ve|ll|re|d|t)$/.test(key);
};

/** No ordinary word: with a reason beside it, it is a name. */
export const isUnknown = (word: Asked): boolean => !isPlainWord(word) && !isEponymHead(word);

/** A single letter that stands for a name. */
export const isInitial = ({ words, text }: Reading, index: number): boolean => {
  const word = words[index];
  if (word?.text.length !== 1) return false;
  if (text.charAt(word.end) === '.') return true;
  // "I" and "A" are words, unless a name goes on after them.
  if (word.shape !== 'initial') return false;
  return (
    !/^[ai]$/.test(word.key) ||
    words[index + 1]?.shape === 'title' ||
    gapBetween(text, word, words[index + 1]) !== ' '
  );
};

const isDotted = oneOfWords('st jr sr');

/** May the word at `index` go on with a name whose last word is before it? */
export const continues = (reading: Reading, index: number): boolean => {
  const gap = between(reading, index - 1, index);
  if (gap === ' ' || gap === '-' || gap === '  ') return true;
  return isDot(gap) && (isInitial(reading, index - 1) || isDotted(keyAt(reading, index - 1)));
};

/** Can the word at `index` be part of a name that has begun before it? */
export const isNameLike = (reading: Reading, index: number): boolean => {
  const word = reading.words[index];
  if (word === undefined || isCredential(word)) return false;
  if (word.shape === 'caseless') return word.text.length > 1;
  if (isInitial(reading, index)) return isCapital(word) || reading.text.charAt(word.end) === '.';
  if (isStrongGiven(word) || isStrongSurname(word)) return true;
  if (isProperWord(word) || isEponymHead(word)) return false;
  // In a text of capitals a capital says as little as lower case does in dictation.
  if (word.shape === 'upper') return isUnknown(word) || isWordAndSurname(word);
  if (isCapital(word)) return isUnknown(word) || (isAnyName(word) && !isCue(word));
  return reading.flat && (isWordAndSurname(word) || (isNameAndWord(word) && isSurname(word)));
};

/** "John Smith | Mary Jones": after a surname a given name with a surname of its own begins the next person. */
const beginsAnother = (reading: Reading, last: number, index: number): boolean => {
  const [before, word, next] = [last, index, index + 1].map((at) => keyAt(reading, at));
  return (
    between(reading, index - 1, index) === ' ' &&
    between(reading, index, index + 1) === ' ' &&
    isStrongSurname(before ?? '') &&
    !isStrongGiven(before ?? '') &&
    isStrongGiven(word ?? '') &&
    isStrongSurname(next ?? '') &&
    !isStrongGiven(next ?? '')
  );
};

/** Extends a name over what follows, as long as it may belong to it. */
export const extend = (
  reading: Reading,
  first: number,
  accept: (reading: Reading, index: number) => boolean = isNameLike,
): Run => {
  let last = first;
  for (let index = first + 1; index < reading.words.length && index - first < MAX_RUN; index += 1) {
    if (!continues(reading, index)) break;
    if (
      isParticle(reading.words[index]) &&
      !isCapital(reading.words[index]) &&
      between(reading, index, index + 1) === ' '
    )
      continue;
    if (!accept(reading, index) || beginsAnother(reading, last, index)) break;
    last = index;
  }
  return { first, last };
};

const isSuffix = oneOfWords('jr sr ii iii iv');
const isBeforeSuffix = oneOf(' ', ', ');

const withSuffix = (reading: Reading, run: Run): Run =>
  isSuffix(keyAt(reading, run.last + 1)) && isBeforeSuffix(between(reading, run.last, run.last + 1))
    ? { first: run.first, last: run.last + 1 }
    : run;

/** The span of a name, with its "Jr." and with the dot of a last initial. */
export const toNameSpan = (reading: Reading, run: Run, score: number, source: string): Span => {
  const whole = withSuffix(reading, run);
  const start = reading.words[whole.first]?.start ?? 0;
  const end = reading.words[whole.last]?.end ?? start;
  const dotted = isInitial(reading, whole.last) && reading.text.charAt(end) === '.' ? 1 : 0;
  return { start, end: end + dotted, type: 'NAME', score, source };
};

const isJoint = oneOf(' ', '-', '–', "'s ", '’s ', "' ", '’ ');

/** What makes a term of the word, as in "Parkinson disease", "Kaplan-Meier curve", "Foley catheter". */
const termHead = (reading: Reading, index: number): string | undefined => {
  for (let next = index + 1; next <= index + 4; next += 1) {
    if (!isJoint(between(reading, next - 1, next))) return undefined;
    const key = keyAt(reading, next);
    // A "problem list" is a patient's.
    if (key === 'problem' && /^lists?$/.test(keyAt(reading, next + 1))) return undefined;
    if (isEponymHead(key) && !isInitial(reading, next)) return key;
    if (!isCapital(reading.words[next]) && key !== 'and') return undefined;
  }
  return undefined;
};

/** Is the word part of such a term? */
export const isInTerm = (reading: Reading, index: number): boolean => termHead(reading, index) !== undefined;

/** Before a word of everyday a name that is no eponym stands for a person: "patient Gonzalez chart". */
export const isCuedInTerm = (reading: Reading, index: number): boolean => {
  const [key, head] = [keyAt(reading, index), termHead(reading, index)];
  const named = (isStrongGiven(key) || isStrongSurname(key)) && !isEponym(key);
  return head !== undefined && !(named && isEverydayHead(head));
};

/**
 * The same for a given name and the word behind it, which may be any: hardly a term is made of a whole name. "Maria
 * Gonzalez chart" and "John Smith fracture" are none, "Pierre Robin sequence" is one.
 */
export const isPairInTerm = (reading: Reading, index: number): boolean => {
  const named = isStrongGiven(reading.words[index]) && !isEponym(reading.words[index]);
  const heads = [termHead(reading, index), termHead(reading, index + 1)];
  return heads.some((head) => head !== undefined && !(named && isEverydayHead(head)));
};

/** "pouch of Douglas", "tetralogy of Fallot". */
const isAnatomy = oneOfWords(
  'pouch sphincter ligament circle loop islet islets crypt crypts space canal bundle node nodes triangle line angle tetralogy ampulla foramen organ fossa valve antrum fascia sign tendon body cave island',
);

/** A term of medicine or a drug rather than a person, unless a title says otherwise. */
export const isMedical = (reading: Reading, index: number): boolean => {
  const key = keyAt(reading, index);
  const anatomy = keyAt(reading, index - 1) === 'of' && isAnatomy(keyAt(reading, index - 2));
  return anatomy || isEponym(key) || isBrand(key) || isThing(key) || isInTerm(reading, index);
};
