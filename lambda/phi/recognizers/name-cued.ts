import { oneOfWords } from '../closed-class.ts';
import { isCity, isCommonWord, isGivenName, isNameAndWord, isWordAndSurname } from '../lexicon.ts';
import {
  between,
  continues,
  extend,
  isAnyName,
  isComma,
  isCuedInTerm,
  isInitial,
  isNameLike,
  isPairInTerm,
  isPlainWord,
  isStrongGiven,
  isStrongSurname,
  isUnknown,
  keyAt,
  type Reading,
  type Run,
  toNameSpan,
} from '../name-reading.ts';
import { looksMedical } from '../name-shape.ts';
import type { Span } from '../span.ts';
import {
  isAcronym,
  isBrand,
  isCredential,
  isCue,
  isEponym,
  isKin,
  isProperWord,
  isTitle,
} from '../word-sets.ts';
import { isCapital, type Word } from '../words.ts';

const SHORT_TITLE = 4;

/** "Dr. Nguyen", "Mrs Young", "dr smith", "nurse Joy". */
export const findTitled = (reading: Reading, index: number): Span | undefined => {
  const title = reading.words[index];
  const next = reading.words[index + 1];
  if (title === undefined || next === undefined) return undefined;
  const credential = reading.flat && /^(?:md|rn|np|pa)$/.test(title.key) && isStrongSurname(next);
  if (!(isTitle(title) || credential)) return undefined;
  const short = title.key.length <= SHORT_TITLE && title.key !== 'miss' && title.key !== 'sir';
  const gap = between(reading, index, index + 1);
  if (!(gap === ' ' || gap === '  ' || (short && /^\. {0,2}$/.test(gap)))) return undefined;
  if (isTitle(next) || isAcronym(next) || isCredential(next)) return undefined;
  const known =
    isStrongGiven(next) ||
    isStrongSurname(next) ||
    (isCapital(title) && isCapital(next) && isAnyName(next) && !isProperWord(next));
  const likely =
    isCapital(next) && short ? isUnknown(next) || isAnyName(next) || isInitial(reading, index + 1) : false;
  const capital = isCapital(next) && !isPlainWord(next) && next.text.length > 1;
  // "Mr." stands before nothing else, whatever the word.
  const sure = /^(?:mr|mrs|mx)$/.test(title.key) && next.shape === 'title' && !isProperWord(next);
  // Without dots and capitals "ms" and "mr" are a disease and a scan as well.
  const flat =
    short &&
    reading.flat &&
    (gap === ' ' && /^m[rs]$/.test(title.key)
      ? isWordAndSurname(next) || !(isCommonWord(next) || looksMedical(next.key))
      : isAnyName(next) || !isCommonWord(next)) &&
    !/^(?:a|and|is|i|or|of)$/.test(next.key);
  if (!(known || likely || capital || sure || flat)) return undefined;
  return toNameSpan(reading, extend(reading, index + 1), 0.95, 'name-title');
};

// A colon, an equals sign or a copula after the cue; a question that the name answers.
const CUE_GAP = /^(?:(?: ?[:=]| -) {0,6}| |: ?["']|, |\t| ?\n ?|["'] ?: ?["']| \(| ?\? |, i'm | — )$/;
const isLink = oneOfWords('is was are mr mrs ms named name called known by s');
/** Cues that name a person whatever follows; after the others a colon may open a line of a dialogue. */
const isNaming = oneOfWords(
  'name names named fullname firstname lastname surname attn signature signed author dear mr mrs ms',
);

/** Index of the word after the cue and its links ("name is", "patient is named"). */
const afterLinks = (reading: Reading, index: number): number => {
  let at = index + 1;
  while (at <= index + 3 && isLink(keyAt(reading, at)) && /^[.'’]? $/.test(between(reading, at - 1, at)))
    at += 1;
  return at;
};

const isColonBefore = (reading: Reading, index: number): boolean =>
  /^ ?[:=]/.test(between(reading, index - 1, index));

/** After a cue "DOE, JANE A" is one person, the surname first. */
const withGivenName = (reading: Reading, run: Run): Run => {
  const next = run.last + 1;
  const turned =
    run.first === run.last &&
    isComma(between(reading, run.last, next)) &&
    isCapital(reading.words[next]) &&
    (isStrongGiven(reading.words[next]) ||
      (isUnknown(reading.words[next]) && isColonBefore(reading, run.first)));
  return turned ? { first: run.first, last: extend(reading, next, isInitial).last } : run;
};

/** "patient John Smith", "Name: Ludmiła", "mom Sharon Crane", "my name is Ann". */
export const findCued = (reading: Reading, index: number): Span | undefined => {
  if (!isCue(reading.words[index])) return undefined;
  const at = afterLinks(reading, index);
  const word = reading.words[at];
  const gap = between(reading, at - 1, at);
  if (word === undefined || !CUE_GAP.test(gap) || isTitle(word)) return undefined;
  if (isPairAt(reading, at) ? isPairInTerm(reading, at) : isCuedInTerm(reading, at)) return undefined;
  const naming = isNaming(keyAt(reading, at - 1)) || isNaming(keyAt(reading, index));
  if (gap.includes('?') && !naming) return undefined;
  const strong =
    isStrongGiven(word) ||
    isStrongSurname(word) ||
    (isNameAndWord(word) && isCapital(word) && !isProperWord(word));
  if (strong && (isCapital(word) || reading.flat || isPairAt(reading, at))) {
    if (gap.includes(',') && !isCapital(word) && !isStrongGiven(word)) return undefined;
    return toNameSpan(reading, withGivenName(reading, extend(reading, at)), 0.9, 'name-cue');
  }
  const kin = gap === ' ' && isKin(reading.words[at - 1]) && isCapital(word) && isGivenName(word);
  if (kin && !isProperWord(word)) return toNameSpan(reading, extend(reading, at), 0.8, 'name-cue');
  const cued: Cued = { reading, index, at, gap, naming };
  return findCuedStranger(cued, word) ?? findCuedWord(cued, word);
};

/** What stands at `at`, behind the cue at `index`. */
interface Cued {
  readonly reading: Reading;
  readonly index: number;
  readonly at: number;
  readonly gap: string;
  /** Does the cue say that a name follows? */
  readonly naming: boolean;
}

const isFollowedByName = ({ reading, at }: Cued): boolean =>
  isCapital(reading.words[at + 1]) && continues(reading, at + 1) && isNameLike(reading, at + 1);

/** "SMITHERMAN, ZYTA": after a colon, also in capitals. */
const isTurned = ({ reading, at }: Cued, word: Word): boolean =>
  isComma(between(reading, at, at + 1)) &&
  reading.words[at + 1]?.shape === 'upper' &&
  isUnknown(reading.words[at + 1]) &&
  !looksMedical(word.key) &&
  (word.shape !== 'upper' || isColonBefore(reading, at));

/** "prescribed the patient Robaxin 1500 mg", "Name: Lisinopril 10 mg tablet". */
const DOSE = /^ {1,2}\d{1,5}(?:[.,]\d{1,3})?(?:-\d{1,4})? ?(?:m[cg]g|mg|ml|g|units?|iu|%|tab|cap|puff)/i;

/** A word that no list has, after a cue. */
const findCuedStranger = (cued: Cued, word: Word): Span | undefined => {
  const { reading, at, gap, naming } = cued;
  if (!(isCapital(word) || word.shape === 'caseless') || word.text.length < 2) return undefined;
  if (!isUnknown(word) || isBrand(word) || isEponym(word) || isCity(word)) return undefined;
  if (DOSE.test(reading.text.slice(word.end, word.end + 16))) return undefined;
  const turned = isTurned(cued, word);
  if (word.shape === 'upper' && !turned) return undefined;
  const sure = naming || word.shape === 'caseless' || turned;
  if (!(sure || !/[\n:]/.test(gap) || isFollowedByName(cued))) return undefined;
  return toNameSpan(reading, withGivenName(reading, extend(reading, at)), 0.85, 'name-cue');
};

/** A name that is an ordinary word too, after a cue. */
const findCuedWord = (cued: Cued, word: Word): Span | undefined => {
  const { reading, index, at, gap, naming } = cued;
  if (!isCapital(word) || !isAnyName(word) || isProperWord(word) || isAcronym(word)) return undefined;
  const strongNext =
    isStrongGiven(reading.words[at + 1]) ||
    isStrongSurname(reading.words[at + 1]) ||
    isInitial(reading, at + 1);
  const newborn = /^(?:baby|infant|twin)$/.test(keyAt(reading, index));
  const named = (naming && !/[\n:?]/.test(gap)) || (isFollowedByName(cued) && (strongNext || newborn));
  if (!(named || isNewborn(reading, index, at))) return undefined;
  return toNameSpan(reading, extend(reading, at), 0.8, 'name-cue');
};

const isPairAt = (reading: Reading, at: number): boolean =>
  continues(reading, at + 1) && (isNameLike(reading, at + 1) || isInitial(reading, at + 1));

/** "Baby Powers", "Baby Boy Long": the surname stands for the child that has no name yet. */
const isNewborn = (reading: Reading, cue: number, at: number): boolean =>
  /^(?:baby|infant|twin)$/.test(keyAt(reading, cue)) &&
  isCapital(reading.words[cue]) &&
  between(reading, cue, at) === ' ';

// The sign that a person was named just before: an age, a credential, a record number, or what people do.
const AFTER =
  /^(?:,? \(?\d{1,3}[ -]?(?:y(?!\p{L}{4})|[ymd]\/o)|(?:,| \() ?(?:\d{1,3}[ -]?(?:mo(?!l)|month|day|week|wk)|(?:a|an) \d{1,3}[ -]?(?:y|mo|day|week)|MRN|DOB|SSN|aged? \d)|,? (?:MD|DO|RN|NP|PA-C|PhD|PharmD|DDS)(?!\p{L})|, ?\d{5,10}(?!\d)| (?:lives|lived|resides|resided|was born|is from|said|says|shouted|asked|replied|called|wrote|told|had given|has given|went to|works at|worked at|spent a|is a \d)(?!\p{L})|: ?["“])/u;

/** "Grace Young,2694522,1988-02-11": a row of a table, where even names that are words stand before a number. */
const isRecordRow = (reading: Reading, index: number): boolean => {
  const [a, b] = [reading.words[index], reading.words[index + 1]];
  if (a?.shape !== 'title' || b?.shape !== 'title' || between(reading, index, index + 1) !== ' ')
    return false;
  return isGivenName(a) && isAnyName(b) && /^,\d{5,10},/.test(reading.text.slice(b.end, b.end + 12));
};

/** "Ravil, 45-year-old", "Alvir (father)", "Tomomi lives at": what follows says that it is a person. */
export const findFollowed = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (isRecordRow(reading, index))
    return toNameSpan(reading, { first: index, last: index + 1 }, 0.8, 'name-followed');
  if (word?.shape !== 'title' || !isUnknown(word) || isBrand(word) || isEponym(word)) return undefined;
  if (isCity(word) && !isAnyName(word)) return undefined;
  const run = extend(reading, index);
  const next = run.last + 1;
  const gap = between(reading, run.last, next);
  const end = reading.words[run.last]?.end ?? 0;
  const kin = /^(?:['’]s | \()$/.test(gap) && isKin(reading.words[next]);
  const credential = gap === ', ' && isCredential(reading.words[next]) && keyAt(reading, next).length > 1;
  if (!(kin || credential || AFTER.test(reading.text.slice(end, end + 24)))) return undefined;
  return toNameSpan(reading, run, 0.8, 'name-followed');
};
