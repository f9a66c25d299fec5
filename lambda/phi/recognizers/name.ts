import { isCity, isCommonWord, isGivenName, isNameAndWord, isSurname } from '../lexicon.ts';
import type { Span } from '../span.ts';
import { isRegion } from '../states.ts';
import {
  isAcronym,
  isBrand,
  isCredential,
  isCue,
  isEponym,
  isEponymHead,
  isKin,
  isParticle,
  isProperWord,
  isTitle,
} from '../word-sets.ts';
import type { Word } from '../words.ts';

/** The words of one text, with what stands between them. */
interface Reading {
  readonly text: string;
  readonly words: readonly Word[];
  /** So few capitals that lower case says nothing: dictation, chat. */
  readonly flat: boolean;
}

interface Run {
  readonly first: number;
  /** Index of the last word, inclusive. */
  readonly last: number;
}

const MAX_RUN = 5;

const between = ({ text, words }: Reading, left: number, right: number): string => {
  const a = words[left];
  const b = words[right];
  return a === undefined || b === undefined ? '\n' : text.slice(a.end, b.start);
};

const key = ({ words }: Reading, index: number): string => words[index]?.key ?? '';

const isCapital = (word: Word | undefined): boolean =>
  word !== undefined && word.shape !== 'lower' && !(word.shape === 'mixed' && /^\p{Ll}/u.test(word.text));

/** Foremost a name: in the lists, and neither a word nor a term of medicine. */
const isStrongGiven = (word: string): boolean =>
  isGivenName(word) &&
  !isCommonWord(word) &&
  !isNameAndWord(word) &&
  !isProperWord(word) &&
  !isAcronym(word) &&
  word.length > 2;

const isStrongSurname = (word: string): boolean =>
  isSurname(word) && !isCommonWord(word) && !isNameAndWord(word) && !isProperWord(word) && !isAcronym(word);

const isAnyName = (word: string): boolean => isGivenName(word) || isSurname(word);

const isPlainWord = (word: string): boolean => isCommonWord(word) || isProperWord(word) || isAcronym(word);

/** Unknown to every list: with a reason beside it, it is a name. */
const isUnknown = (word: string): boolean => !isPlainWord(word) && !isEponymHead(word);

const isInitial = ({ words, text }: Reading, index: number): boolean => {
  const word = words[index];
  return (
    word !== undefined &&
    word.text.length === 1 &&
    (word.shape === 'initial' || text.charAt(word.end) === '.')
  );
};

/** May the word at `index` go on a name whose last word is before it? */
const continues = (reading: Reading, index: number): boolean => {
  const gap = between(reading, index - 1, index);
  if (gap === ' ' || gap === '-' || gap === '  ') return true;
  return (
    /^\. ?$/.test(gap) && (isInitial(reading, index - 1) || /^(?:st|jr|sr)$/.test(key(reading, index - 1)))
  );
};

/** Extends a name from `first` over capitals, initials and particles, as long as the words may belong to it. */
const extend = (reading: Reading, first: number, accept: (index: number) => boolean): Run => {
  let last = first;
  let index = first + 1;
  while (index < reading.words.length && index - first < MAX_RUN && continues(reading, index)) {
    if (
      isParticle(key(reading, index)) &&
      index + 1 < reading.words.length &&
      between(reading, index, index + 1) === ' '
    ) {
      index += 1;
      continue;
    }
    if (!accept(index)) break;
    last = index;
    index += 1;
  }
  return { first, last };
};

const suffixed = (reading: Reading, run: Run): Run =>
  /^(?:jr|sr|ii|iii|iv)$/.test(key(reading, run.last + 1)) &&
  /^,? $/.test(between(reading, run.last, run.last + 1))
    ? { first: run.first, last: run.last + 1 }
    : run;

const toSpan = (reading: Reading, run: Run, score: number, source: string): Span => {
  const whole = suffixed(reading, run);
  const start = reading.words[whole.first]?.start ?? 0;
  const end = reading.words[whole.last]?.end ?? start;
  const dotted = isInitial(reading, whole.last) && reading.text.charAt(end) === '.' ? 1 : 0;
  return { start, end: end + dotted, type: 'NAME', score, source };
};

const nameLike = (reading: Reading, index: number): boolean => {
  const word = reading.words[index];
  if (word === undefined) return false;
  if (isInitial(reading, index)) return isCapital(word) || reading.text.charAt(word.end) === '.';
  if (isCapital(word))
    return isUnknown(word.key) || (isAnyName(word.key) && !isEponymHead(word.key) && !isCue(word.key));
  return isStrongGiven(word.key) || isStrongSurname(word.key);
};

/** "Dr. Nguyen", "Mrs Young", "dr smith". */
const titled = (reading: Reading, index: number): Span | undefined => {
  const title = reading.words[index];
  if (title === undefined || !isTitle(title.key) || !/^\.? {1,2}$/.test(between(reading, index, index + 1)))
    return undefined;
  const next = reading.words[index + 1];
  if (next === undefined) return undefined;
  const sure =
    isCapital(next) &&
    (isCapital(title) || title.key.length < 5) &&
    !isAcronym(next.key) &&
    !isTitle(next.key);
  const likely =
    isUnknown(next.key) ||
    isNameAndWord(next.key) ||
    (isAnyName(next.key) && title.key.length < 4 && !isCommonWord(next.key));
  if (
    !(sure && (isUnknown(next.key) || isAnyName(next.key))) &&
    !(likely && (isAnyName(next.key) || title.key.length < 5))
  )
    return undefined;
  if (!isCapital(next) && title.key.length > 4 && !isStrongSurname(next.key) && !isStrongGiven(next.key))
    return undefined;
  return toSpan(
    reading,
    extend(reading, index + 1, (at) => nameLike(reading, at)),
    0.95,
    'name-title',
  );
};

const CUE_GAP = /^(?: ?[:=-] ?| |: ?["']|, |\t| ?\n ?|["']: ?["']| \(|\. )$/;

/** "patient John Smith", "Name: Ludmiła", "mom Sharon Crane", "my name is Ann". */
const cued = (reading: Reading, index: number): Span | undefined => {
  if (!isCue(key(reading, index))) return undefined;
  let at = index + 1;
  if (
    /^(?:is|was|are|named|name|called|by|mr|mrs|ms|s)$/.test(key(reading, at)) &&
    /^'? $/.test(between(reading, index, at))
  )
    at += 1;
  if (/^(?:is|named|called)$/.test(key(reading, at)) && between(reading, at - 1, at) === ' ') at += 1;
  const gap = between(reading, at - 1, at);
  const word = reading.words[at];
  if (word === undefined || !CUE_GAP.test(gap)) return undefined;
  const named = /[:=]/.test(gap) || /^(?:named?|called|names)$/.test(key(reading, at - 1));
  const strong =
    isStrongGiven(word.key) || isStrongSurname(word.key) || (isNameAndWord(word.key) && isCapital(word));
  const unknown = isCapital(word) && isUnknown(word.key) && word.shape === 'title';
  if (gap.startsWith('.') && !strong) return undefined;
  if (!(strong || (unknown && !isBrand(word.key) && !isCity(word.key)))) {
    const next = reading.words[at + 1];
    const pair =
      isCapital(word) &&
      isAnyName(word.key) &&
      isCapital(next) &&
      continues(reading, at + 1) &&
      nameLike(reading, at + 1);
    if (!pair && !(named && isCapital(word) && isAnyName(word.key))) return undefined;
  }
  if (isEponymAt(reading, at)) return undefined;
  return toSpan(
    reading,
    extend(reading, at, (next) => nameLike(reading, next)),
    named || strong ? 0.9 : 0.8,
    'name-cue',
  );
};

/** Is the word part of a term such as "Parkinson disease", "Kaplan-Meier curve", "Foley catheter"? */
const isEponymAt = (reading: Reading, index: number): boolean => {
  for (let next = index + 1; next <= index + 3; next += 1) {
    const gap = between(reading, next - 1, next);
    if (!/^(?: |-|–|'s |’s |' |’ )$/.test(gap)) return false;
    if (isEponymHead(key(reading, next))) return true;
    if (!isCapital(reading.words[next])) return false;
  }
  return false;
};

const isPair = (reading: Reading, index: number): boolean => {
  const a = reading.words[index];
  const b = reading.words[index + 1];
  if (a === undefined || b === undefined || !continues(reading, index + 1)) return false;
  if (isInitial(reading, index + 1)) return false;
  const hyphen = between(reading, index, index + 1) === '-';
  if (isCapital(a) && isCapital(b)) {
    if (isStrongGiven(a.key)) return isUnknown(b.key) || isSurname(b.key) || isGivenName(b.key);
    if (isGivenName(a.key) && !isProperWord(a.key)) return isStrongSurname(b.key) && !hyphen;
    return !isPlainWord(a.key) && isStrongSurname(b.key) && isStrongSurname(a.key) && !hyphen;
  }
  if (isCapital(a) || isCapital(b) || hyphen) return false;
  return (
    (isStrongGiven(a.key) && (isStrongSurname(b.key) || (isNameAndWord(b.key) && reading.flat))) ||
    (reading.flat && isNameAndWord(a.key) && isStrongSurname(b.key))
  );
};

/** "John Smith", "Anne-Marie Jones", "john smith". */
const paired = (reading: Reading, index: number): Span | undefined => {
  if (!isPair(reading, index)) return undefined;
  const run = extend(reading, index + 1, (at) => nameLike(reading, at));
  if (isEponymAt(reading, index) || isEponymAt(reading, index + 1)) return undefined;
  if (isEponym(key(reading, index)) && isEponym(key(reading, index + 1))) return undefined;
  return toSpan(reading, { first: index, last: run.last }, 0.75, 'name-pair');
};

/** "Robert L.", "Mary-Ann K", "J. R. Patel". */
const initialled = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word === undefined) return undefined;
  if (isInitial(reading, index)) {
    let last = index;
    while (isInitial(reading, last + 1) && /^\. ?$/.test(between(reading, last, last + 1))) last += 1;
    const surname = reading.words[last + 1];
    if (surname === undefined || !/^\. ?$/.test(between(reading, last, last + 1))) return undefined;
    if (!isCapital(surname) || !isStrongSurname(surname.key)) return undefined;
    return toSpan(reading, { first: index, last: last + 1 }, 0.7, 'name-initial');
  }
  if (!isInitial(reading, index + 1) || !/^[ -]$/.test(between(reading, index, index + 1))) return undefined;
  const dotted = reading.text.charAt(reading.words[index + 1]?.end ?? 0) === '.';
  const known =
    isStrongGiven(word.key) ||
    (isCapital(word) && isNameAndWord(word.key)) ||
    (dotted && isCapital(word) && isGivenName(word.key));
  if (!(known && (isCapital(word) || dotted))) return undefined;
  if (!dotted && /^(?:a|i)$/.test(key(reading, index + 1)) && !isCapital(reading.words[index + 1]))
    return undefined;
  return toSpan(
    reading,
    extend(reading, index, (at) => nameLike(reading, at)),
    0.75,
    'name-initial',
  );
};

/** "Parkinson, James", "SMITH, JOHN". */
const reversed = (reading: Reading, index: number): Span | undefined => {
  const a = reading.words[index];
  const b = reading.words[index + 1];
  if (a === undefined || b === undefined || !/^, ?$/.test(between(reading, index, index + 1)))
    return undefined;
  if (!isCapital(a) || !isCapital(b) || !isSurname(a.key) || isPlainWord(a.key) || !isStrongGiven(b.key))
    return undefined;
  if (isCity(a.key) && isCity(b.key)) return undefined;
  return toSpan(
    reading,
    { first: index, last: extend(reading, index + 1, (at) => isInitial(reading, at)).last },
    0.75,
    'name-reversed',
  );
};

/** After the name: "(mom)", ", 45-year-old", ", MD", "'s father". */
const AFTER =
  /^(?:,? \(?(?:\d{1,3}[ -]?(?:y|m|d|w)|(?:a|an) \d|MRN|DOB|SSN|aged? \d)|, (?:MD|DO|RN|NP|PA|PhD|PharmD)(?!\p{L})|, \d{5,10}(?!\d))/u;

const followed = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word?.shape !== 'title' || !isUnknown(word.key) || isBrand(word.key) || isEponym(word.key))
    return undefined;
  const run = extend(reading, index, (at) => nameLike(reading, at));
  const end = reading.words[run.last]?.end ?? 0;
  const after = reading.text.slice(end, end + 24);
  const kin =
    /^(?:['’]s | \()$/.test(between(reading, run.last, run.last + 1)) && isKin(key(reading, run.last + 1));
  if (
    !(
      kin ||
      AFTER.test(after) ||
      (isCredential(key(reading, run.last + 1)) && /^, $/.test(between(reading, run.last, run.last + 1)))
    )
  )
    return undefined;
  return toSpan(reading, run, 0.8, 'name-followed');
};

/** A given name alone: "ask Beverly". */
const single = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word === undefined || !isStrongGiven(word.key)) return undefined;
  if (!isCapital(word) && !reading.flat) return undefined;
  if (isCity(word.key) || isRegion(word.key) || isEponym(word.key) || isBrand(word.key)) return undefined;
  if (word.shape === 'upper' || isEponymAt(reading, index)) return undefined;
  return toSpan(reading, { first: index, last: index }, 0.6, 'name-single');
};

const FINDERS = [titled, reversed, paired, initialled, followed, cued, single];

/** Few capitals: a text in which names are written small too. */
const isFlat = (words: readonly Word[]): boolean => {
  const capitals = words.filter((word) => isCapital(word) && word.text.length > 1).length;
  return capitals <= words.length * 0.03;
};

/** The other places where a part of a found name stands alone: "Smith" after "John Smith". */
const repeats = (reading: Reading, found: readonly Span[]): Span[] => {
  const parts = new Set<string>();
  for (const span of found) {
    if (span.score < 0.7) continue;
    for (const word of reading.words) {
      if (word.start >= span.end) break;
      if (word.start >= span.start && word.text.length > 2 && !isPlainWord(word.key)) parts.add(word.key);
    }
  }
  return reading.words.flatMap((word, index) =>
    parts.has(word.key) && (isCapital(word) || reading.flat) && !isEponymAt(reading, index)
      ? [toSpan(reading, { first: index, last: index }, 0.65, 'name-repeat')]
      : [],
  );
};

/** Names of persons, by what stands beside them and by lists of given names and surnames. */
export const findNames = (text: string, words: readonly Word[]): Span[] => {
  const reading: Reading = { text, words, flat: isFlat(words) };
  const found = words.flatMap((_, index) => FINDERS.flatMap((find) => find(reading, index) ?? []));
  return [...found, ...repeats(reading, found)];
};
