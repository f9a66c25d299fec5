import { oneOf, oneOfWords } from '../closed-class.ts';
import {
  isBigCity,
  isCity,
  isCommonWord,
  isGivenName,
  isNameAndWord,
  isSurname,
  isWordAndSurname,
} from '../lexicon.ts';
import {
  between,
  continues,
  extend,
  isAnyName,
  isComma,
  isDot,
  isInitial,
  isInTerm,
  isMedical,
  isPairInTerm,
  isPlainWord,
  isStrongGiven,
  isStrongSurname,
  isUnknown,
  keyAt,
  type Reading,
  toNameSpan,
} from '../name-reading.ts';
import { FOREIGN, isNamePart, isStranger, looksMedical, opensSentence } from '../name-shape.ts';
import type { Span } from '../span.ts';
import {
  isAcronym,
  isBrand,
  isCue,
  isEponym,
  isFacilityPart,
  isProperWord,
  isRegion,
  isThing,
} from '../word-sets.ts';
import { isCapital, type Word } from '../words.ts';

/** Two vowels and some length tell a word from an abbreviation. */
const isPronounced = (key: string): boolean => key.length > 4 && /[aeiouy].*[aeiouy]/.test(key);

/** "ZYTKA KOWALSKI": in capitals a word that no list has is a name beside one that is surely none but a name. */
const isUpperPair = (reading: Reading, index: number): boolean => {
  const pair = [reading.words[index], reading.words[index + 1]];
  if (reading.foreign || !pair.every((word) => word?.shape === 'upper' && word.text.length > 3)) return false;
  const [a, b] = pair.map((word) => word?.key ?? '');
  if (a === undefined || b === undefined || !isUnknown(a) || isBrand(a) || looksMedical(a)) return false;
  if (isStrongSurname(b)) return !isCity(b) && !isEponym(b);
  return (
    isPronounced(a) && isPronounced(b) && isUnknown(b) && !looksMedical(b) && !isEponym(a) && !isEponym(b)
  );
};

const isCapitalPair = (reading: Reading, index: number): boolean => {
  const a = keyAt(reading, index);
  const b = keyAt(reading, index + 1);
  // "Baby Powers": the cue is no part of the name behind it.
  if (isCue(a)) return false;
  if (between(reading, index, index + 1) === '-') return isStrongGiven(a) && isStrongGiven(b);
  if (isStrongGiven(a)) return (isUnknown(b) && !isThing(b)) || isSurname(b) || isGivenName(b);
  if (isRegion(`${a} ${b}`) || isCity(`${a} ${b}`)) return false;
  if (isGivenName(a) && !isProperWord(a)) {
    return isStrongSurname(b) || (!isCommonWord(a) && isSurname(b) && !isPlainWord(b));
  }
  if (isUpperPair(reading, index)) return true;
  if (!isStranger(reading, index) || isFacilityPart(b)) return false;
  if (isNamePart(reading, index + 1) && (!isEponym(b) || isNamePart(reading, index))) return true;
  return isStranger(reading, index + 1) && !(looksMedical(a) || looksMedical(b));
};

const isLowerPair = (reading: Reading, index: number): boolean => {
  const a = keyAt(reading, index);
  const b = keyAt(reading, index + 1);
  if (between(reading, index, index + 1) === '-') return false;
  const strange = (key: string): boolean =>
    reading.flat &&
    !reading.foreign &&
    key.length > 3 &&
    isUnknown(key) &&
    !looksMedical(key) &&
    !isBrand(key);
  if (isStrongGiven(a))
    return (
      isStrongSurname(b) ||
      strange(b) ||
      (reading.flat && (isWordAndSurname(b) || (isNameAndWord(b) && isSurname(b))))
    );
  if (strange(a) && !isCity(a) && isStrongSurname(b) && !isCity(b) && !isEponym(b)) return true;
  return reading.flat && isNameAndWord(a) && isGivenName(a) && isStrongSurname(b) && !isStrongGiven(b);
};

/** "John Smith", "Anne-Marie Jones", "john smith". */
export const findPaired = (reading: Reading, index: number): Span | undefined => {
  const [a, b] = [reading.words[index], reading.words[index + 1]];
  if (a === undefined || b === undefined || !continues(reading, index + 1) || isInitial(reading, index + 1))
    return undefined;
  if (isInitial(reading, index)) return undefined;
  const [upperA, upperB] = [isCapital(a), isCapital(b)];
  if (upperA !== upperB) return undefined;
  if (!(upperA ? isCapitalPair(reading, index) : isLowerPair(reading, index))) return undefined;
  if (isPairInTerm(reading, index)) return undefined;
  if (isEponym(a) && isEponym(b)) return undefined;
  return toNameSpan(reading, { first: index, last: extend(reading, index + 1).last }, 0.75, 'name-pair');
};

/** More initials than that stand before no surname; a long row of them would be read again from each of its letters. */
const MAX_INITIALS = 4;

/** "J. R. Patel": initials before a surname. */
const findLeadingInitials = (reading: Reading, index: number): Span | undefined => {
  if (!isCapital(reading.words[index])) return undefined;
  let last = index;
  while (
    last - index < MAX_INITIALS &&
    isInitial(reading, last + 1) &&
    isDot(between(reading, last, last + 1))
  )
    last += 1;
  const surname = reading.words[last + 1];
  if (surname === undefined || !isDot(between(reading, last, last + 1))) return undefined;
  const known = isStrongSurname(surname) || (isStranger(reading, last + 1) && !looksMedical(surname.key));
  if (!isCapital(surname) || !known) return undefined;
  return toNameSpan(reading, { first: index, last: extend(reading, last + 1).last }, 0.7, 'name-initial');
};

/** "Robert L.", "Mary K", "Ravil G Yefimov", "J. R. Patel". */
export const findInitialled = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word === undefined) return undefined;
  if (isInitial(reading, index)) return findLeadingInitials(reading, index);
  if (!isInitial(reading, index + 1) || !/^[ -]$/.test(between(reading, index, index + 1))) return undefined;
  const initial = reading.words[index + 1];
  const dotted = reading.text.charAt(initial?.end ?? 0) === '.';
  const surname = isNamePart(reading, index + 2) && /^\.? $/.test(between(reading, index + 1, index + 2));
  const capital = isCapital(word) && isCapital(initial);
  const middle = capital && (surname || isStranger(reading, index + 2)) && isStranger(reading, index);
  if (isProperWord(word) && !surname) return undefined;
  const name =
    isStrongGiven(word) ||
    (isNameAndWord(word) && (capital || dotted)) ||
    (dotted && capital && isGivenName(word) && !isProperWord(word));
  if (!(middle || (name && (capital || dotted || (reading.flat && !/^[ai]$/.test(initial?.key ?? ''))))))
    return undefined;
  if (isMedical(reading, index) && !dotted) return undefined;
  return toNameSpan(reading, extend(reading, index), 0.75, 'name-initial');
};

/** "Levi Strauss, Ralph Lauren", "Ruby, Julia": the comma parts two names rather than turning one round. */
const isInList = (reading: Reading, index: number): boolean => {
  const [before, a, b, after] = [index - 1, index, index + 1, index + 2].map((at) => keyAt(reading, at));
  if (a === undefined || b === undefined || (isStrongGiven(a) && !isCity(b))) return true;
  const paired = between(reading, index - 1, index) === ' ' && isStrongGiven(before ?? '');
  const pairedAfter =
    between(reading, index + 1, index + 2) === ' ' &&
    isCapital(reading.words[index + 2]) &&
    isStrongSurname(after ?? '') &&
    !isGivenName(after ?? '');
  return paired || pairedAfter;
};

/** "Parkinson, James", "SMITH, JOHN A." */
export const findReversed = (reading: Reading, index: number): Span | undefined => {
  const [a, b] = [reading.words[index], reading.words[index + 1]];
  if (a === undefined || b === undefined || !isComma(between(reading, index, index + 1))) return undefined;
  if (!isCapital(a) || !isCapital(b) || isPlainWord(a)) return undefined;
  const listed = isSurname(a) && isStrongGiven(b);
  const foreign =
    FOREIGN.test(a.text + b.text) && isNamePart(reading, index) && isNamePart(reading, index + 1);
  if (!(listed || foreign)) return undefined;
  if (isCity(a) && isCity(b)) return undefined;
  if (isInList(reading, index)) return undefined;
  // Rows of capitals are rows of genes; a name in capitals is longer.
  const shortest = isStrongSurname(a) ? 3 : 4;
  if (a.shape === 'upper' && (b.shape !== 'upper' || a.text.length < shortest || b.text.length < 4))
    return undefined;
  const last = extend(reading, index + 1, isInitial).last;
  return toNameSpan(reading, { first: index, last }, 0.75, 'name-reversed');
};

const isSaint = oneOf('st', 'saint');

/** "San Francisco", "St. John": the name of a place or a plant, not of a person. */
const isInPlaceName = (reading: Reading, index: number): boolean => {
  const before = keyAt(reading, index - 1);
  return isSaint(before) || isCity(`${before} ${keyAt(reading, index)}`);
};

const LONE_WORD = /^(?:[\p{L}\d _-]{1,60}: )?[\p{L}\d_.]{1,40}$/u;

/** A key, a tag or an identifier of a program, such as `sha`, `ruby` or `len_2`: a word without a sentence round it. */
const isTechnical = (text: string, word: Word): boolean =>
  LONE_WORD.test(text.trim()) ||
  /[\d_]/.test(text.charAt(word.end)) ||
  /[\d_$.]/.test(text.charAt(word.start - 1)) ||
  /^(?:[=([]|\.\p{L})/u.test(text.slice(word.end, word.end + 2));

/** A given name alone: "ask Beverly", "hi beverly". */
export const findSingle = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word === undefined || !isStrongGiven(word) || word.shape === 'upper' || word.shape === 'mixed')
    return undefined;
  if (!isCapital(word) && !(reading.flat && word.key.length > 2)) return undefined;
  if (reading.text.charAt(word.end) === '-' && !isStrongGiven(reading.words[index + 1])) return undefined;
  if (!isCapital(word) && isTechnical(reading.text, word)) return undefined;
  // "a lotta pain", "the rex center": nobody is called so.
  if (
    !isCapital(word) &&
    /^(?:an?|the|some)$/.test(keyAt(reading, index - 1)) &&
    between(reading, index - 1, index) === ' '
  )
    return undefined;
  if (isBigCity(word) || isRegion(word) || isMedical(reading, index)) return undefined;
  if (isInPlaceName(reading, index)) return undefined;
  return toNameSpan(reading, extend(reading, index), 0.6, 'name-single');
};

const isSpeech = oneOfWords(
  'say says said asked told tell ask call met thanked wrote by starring producer director early unlike',
);

/** A surname alone, by who speaks or owns: "says Hartvigsson", "Kaczmarek's song". */
export const findLoneSurname = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word?.shape !== 'title' || !isNamePart(reading, index) || isMedical(reading, index) || isCity(word))
    return undefined;
  if (/^(?:ii|iii|iv|v)$/.test(keyAt(reading, index + 1)) || isInPlaceName(reading, index)) return undefined;
  const owner = /^['’]s(?!\p{L})/u.test(reading.text.slice(word.end, word.end + 3)) && !isAcronym(word);
  if (
    isSurname(word) &&
    !opensSentence(reading, index) &&
    !isBigCity(word) &&
    between(reading, index - 1, index) === ' '
  ) {
    return toNameSpan(reading, { first: index, last: index }, 0.5, 'name-surname');
  }
  const speaker = isSpeech(keyAt(reading, index - 1)) && between(reading, index - 1, index) === ' ';
  if (!(owner || speaker)) return undefined;
  return toNameSpan(reading, { first: index, last: index }, 0.55, 'name-surname');
};

const isListing = oneOf(', ', ' and ', ', and ', ' & ', ', & ');

/** Names in a row: "Eklund, Michael and Hodge" after one of them was found. */
export const findInRows = (reading: Reading, found: readonly Span[]): Span[] => {
  if (found.length === 0) return [];
  const spans: Span[] = [];
  const named = new Set(found.flatMap(({ start, end }) => [start, end]));
  const step = (from: number, to: number): void => {
    const [left, right] = from < to ? [from, to] : [to, from];
    const word = reading.words[to];
    if (word?.shape !== 'title' || !isListing(rowGap(reading, left, right)) || isMedical(reading, to)) return;
    const listed = isAnyName(word) && !isProperWord(word) && (!isPlainWord(word) || isWordAndSurname(word));
    if (!listed && (!isStranger(reading, to) || looksMedical(word.key))) return;
    if (isCity(word) || isRegion(word) || named.has(word.start)) return;
    spans.push(toNameSpan(reading, { first: to, last: to }, 0.55, 'name-row'));
    named.add(word.start);
    named.add(word.end);
  };
  for (let index = 0; index < reading.words.length; index += 1) {
    const word = reading.words[index];
    if (word === undefined) continue;
    if (named.has(word.end)) step(index, rowNext(reading, index));
  }
  for (let index = reading.words.length - 1; index > 0; index -= 1) {
    const word = reading.words[index];
    if (word !== undefined && named.has(word.start)) step(index, rowBefore(reading, index));
  }
  return spans;
};

/** The neighbour in a row, over an "and" between. */
const rowNext = (reading: Reading, index: number): number =>
  keyAt(reading, index + 1) === 'and' ? index + 2 : index + 1;
const rowBefore = (reading: Reading, index: number): number =>
  keyAt(reading, index - 1) === 'and' ? index - 2 : index - 1;
const rowGap = ({ text, words }: Reading, left: number, right: number): string =>
  text.slice(words[left]?.end ?? 0, words[right]?.start ?? 0);

/** "Ella: What a wife.": the speaker of a line. */
export const findSpeaker = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word?.shape !== 'title' || !isGivenName(word) || isPlainWord(word)) return undefined;
  const opens = index === 0 ? word.start === 0 : /\n\s{0,4}$/.test(between(reading, index - 1, index));
  if (!opens || !/^: ?["“]?\p{Lu}/u.test(reading.text.slice(word.end, word.end + 5))) return undefined;
  return toNameSpan(reading, { first: index, last: index }, 0.6, 'name-speaker');
};

/** The other places where a part of a found name stands alone: "Smith" after "John Smith". */
export const findRepeats = (reading: Reading, found: readonly Span[]): Span[] => {
  const parts = new Set<string>();
  const sure = found.filter(({ score }) => score >= 0.7).sort((a, b) => a.start - b.start);
  let at = 0;
  for (const span of sure) {
    while (at > 0 && (reading.words[at]?.start ?? 0) > span.start) at -= 1;
    for (; at < reading.words.length && (reading.words[at]?.start ?? 0) < span.end; at += 1) {
      const word = reading.words[at];
      if (word !== undefined && word.start >= span.start && word.text.length > 2 && !isPlainWord(word))
        parts.add(word.key);
    }
  }
  if (parts.size === 0) return [];
  return reading.words.flatMap((word, index) =>
    parts.has(word.key) && (isCapital(word) || reading.flat) && !isInTerm(reading, index)
      ? [toNameSpan(reading, { first: index, last: index }, 0.65, 'name-repeat')]
      : [],
  );
};
