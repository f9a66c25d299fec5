import { oneOf, oneOfWords } from '../closed-class.ts';
import { isCity, isGivenName } from '../lexicon.ts';
import {
  between,
  extend,
  isAnyName,
  isComma,
  isInitial,
  isStrongGiven,
  isStrongSurname,
  keyAt,
  type Reading,
  toNameSpan,
} from '../name-reading.ts';
import { isNamePart, isStranger, looksMedical, opensLine } from '../name-shape.ts';
import type { Span } from '../span.ts';
import { isEponym, isFacilityPart, isKin, isTitle } from '../word-sets.ts';
import { isCapital } from '../words.ts';

// Names that no list has, by what only people do or what is said to people alone.

/** What a person does, and hardly a drug, a disease or a program. */
const isDeed = oneOfWords(
  "denied denies complained endorses endorsed states stated says said tells told asks asked wants wanted wishes wished feels felt lives lived resides smokes smoked drinks drank quit married called came walked sat slept ate thinks thought believes believed knows knew hopes hoped loves loved likes liked hates agreed agrees refuses refused declines declined verbalized verbalizes smiled laughed cried nodded replied answered shouted explained wrote writes spoke speaks died arrived joined retired teaches studied studies drove drives forgot remembers gave brought decided hasn't hadn't doesn't isn't who whose myself",
);

/** What a person does or is as well as a thing: enough for a word that is built like a name. */
const isBeingOrDeed = oneOf(
  'is',
  'was',
  'has',
  'had',
  'will',
  'did',
  'does',
  'can',
  'could',
  'would',
  'should',
  'began',
  'begins',
  'started',
  'takes',
  'took',
  'needs',
  'needed',
  'got',
  'gets',
  'went',
  'goes',
  'comes',
  'stopped',
  'reports',
  'reported',
  'presents',
  'presented',
  'requested',
  'requests',
  'received',
  'underwent',
  'visited',
  'works',
  'worked',
  'plays',
  'played',
  'uses',
  'used',
  'moved',
  'left',
  'stayed',
  'returned',
  'missed',
  'tried',
  'became',
  'grew',
  'turned',
  'never',
  'always',
  'also',
  'just',
  'and i',
);

/** Of whom or to whom one speaks. */
const isToWhom = oneOfWords(
  'ask asked tell told remind reminded thank thanked met meet marry married text texted emailed phoned hug hi hey dear named calls kid kiddo son daughter twins children kids grandson granddaughter songwriter singer actor actress director producer author writer founder founders co-founder ceo chairman president senator detective',
);
const WITH_WHOM =
  /(?:^|[^\p{L}])(?:sp[eo]a?ke? (?:to|with)|talk(?:ed|ing)? (?:to|with)|discussed with|according to|belongs? to|introduced to|lives? with|living with|get along with|written by|signed by|reviewed by|founded by|married to|calls? me|named after|heard from|in care of|on behalf of|accompanied by|cared for by|known as|looking for|waiting for|where is|where's|who is|who's|i['’]m|i am|["”,!?] (?:said|says|asked|replied|added)|(?:children|kids|twins|siblings|brothers|sisters|sons|daughters|founders|members|authors|attendees|participants|parents)(?: (?:are|were|named))?:?|(?:have|has|had) (?:\d|two|three|four|five|six)(?: \p{L}{3,12})?:) $/iu;

/** "Ann, can you …": said to somebody. */
const ADDRESSED =
  /^, (?:can|could|would|will|please|pls|do|did|are|how|what|when|where|why|you|your|i|i'm|i'd|i've|thank|thanks|let|have|may|we|sorry|don't|come|tell|is there|any)(?!\p{L})/iu;
/** "Thank you, Ann!" */
const ADDRESSED_SURELY =
  /^, (?:(?:can|could|would|will|are|do|did|have) you|please|how are|thank)(?!\p{L})/iu;
const GREETED =
  /(?:you|thanks|hi|hello|morning|afternoon|evening|please|bye|welcome|sorry|luck|care|wishes|regards), $/i;

/** How far back and on to look for such words. */
const NEAR = 32;

/** A word that may be a name and hardly anything else that is written with a capital. */
const isLikely = (reading: Reading, index: number): boolean => {
  const key = keyAt(reading, index);
  if (!isStranger(reading, index) || isFacilityPart(key) || isTitle(key)) return false;
  return isNamePart(reading, index) || !(looksMedical(key) || isCity(key));
};

/** "Zytka denies pain", "I told Zytka", "Zytka, can you come?", "Thank you, Zytka!" */
export const findStranger = (reading: Reading, index: number): Span | undefined => {
  if (!isLikely(reading, index)) return undefined;
  const run = extend(reading, index);
  const [start, end] = [reading.words[index]?.start ?? 0, reading.words[run.last]?.end ?? 0];
  const [before, after] = [
    reading.text.slice(Math.max(0, start - NEAR), start),
    reading.text.slice(end, end + NEAR),
  ];
  const next = between(reading, run.last, run.last + 1) === ' ' ? keyAt(reading, run.last + 1) : '';
  const named = isNamePart(reading, index) && !isCity(reading.words[index]);
  const does = isDeed(next) || (named && isBeingOrDeed(next));
  const withI = /^ (?:and|&) (?:I|me)(?!\p{L})/u.test(after);
  const toWhom =
    / $/.test(before) && between(reading, index - 1, index) === ' ' && isToWhom(keyAt(reading, index - 1));
  const opens = /(?:^|[\n.!?"“] {0,2})$/.test(before);
  const addressed =
    (opens && (named ? ADDRESSED : ADDRESSED_SURELY).test(after)) ||
    (named && /\p{Ll}, $/u.test(before) && /^[!?]/.test(after));
  const greeted = GREETED.test(before) && /^(?:[.!,\n]|$)/.test(after);
  if (!(does || withI || toWhom || addressed || greeted || WITH_WHOM.test(before))) return undefined;
  return toNameSpan(reading, run, 0.6, 'name-stranger');
};

/** "I'm Misty's daughter": even a name that is a word, when it has kin. */
export const findKinsman = (reading: Reading, index: number): Span | undefined => {
  const word = reading.words[index];
  if (word?.shape !== 'title' || !isGivenName(word) || between(reading, index - 1, index) !== ' ')
    return undefined;
  if (!(/^['’]s $/.test(between(reading, index, index + 1)) && isKin(reading.words[index + 1])))
    return undefined;
  return toNameSpan(reading, { first: index, last: index }, 0.6, 'name-kinsman');
};

/** Two names of a kind: "Torpy and Salinas were here". */
export const findCouple = (reading: Reading, index: number): Span[] => {
  if (keyAt(reading, index) !== 'and' || between(reading, index - 1, index) !== ' ') return [];
  if (between(reading, index, index + 1) !== ' ') return [];
  const [left, right] = [index - 1, index + 1];
  if (![left, right].every((at) => isLikely(reading, at) && !isEponym(reading.words[at]))) return [];
  if (![left, right].some((at) => isStrongSurname(reading.words[at]) && !isCity(reading.words[at])))
    return [];
  return [left, right].map((at) => toNameSpan(reading, { first: at, last: at }, 0.55, 'name-couple'));
};

/** After a name at the beginning of a row: a room, an age, a record number, or the next cell. */
const IN_ROW =
  /^\.?(?:[ \t]{1,4}[–—-]{1,2} |[ \t]{0,2}\||\t|,? {1,2}\(?(?:\d{1,3} ?[ym/]|\d{1,3}[MF](?!\p{L})|rm|room|bed|mrn|dob|#)|: |[ \t]{0,3}(?:\r?\n|$))/iu;

/** "Alvarez, M – rm 301", "Zytkowicz, Bralena | 45": a row of a list that begins with a person. */
export const findRowHead = (reading: Reading, index: number): Span | undefined => {
  const [surname, given] = [reading.words[index], reading.words[index + 1]];
  if (surname === undefined || given === undefined || !isComma(between(reading, index, index + 1)))
    return undefined;
  if (!opensLine(reading, index) || !isCapital(surname) || !isCapital(given)) return undefined;
  if (isStrongGiven(surname) && isStrongGiven(given)) return undefined;
  const initial = given.text.length === 1;
  const known = isStrongSurname(surname) && surname.text.length > 2;
  const likely = known || isLikely(reading, index);
  if (!likely || !(initial ? known : isLikely(reading, index + 1) || isGivenName(given))) return undefined;
  const { last } = initial ? { last: index + 1 } : extend(reading, index + 1, isInitial);
  const end = reading.words[last]?.end ?? 0;
  const after = reading.text.slice(end, end + 16);
  if (!IN_ROW.test(after)) return undefined;
  // Two strangers alone on a line may be anything; one of them is a name, or the row goes on.
  const alone = /^\.?[ \t]{0,3}(?:\r?\n|$)/.test(after);
  if (alone && !(isAnyName(surname) || isAnyName(given))) return undefined;
  return toNameSpan(reading, { first: index, last }, 0.7, 'name-row-head');
};
