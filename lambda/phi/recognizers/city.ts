import { oneOf, oneOfWords } from '../closed-class.ts';
import { isBigCity, isCity, isCommonWord, isGivenName, isNameAndWord } from '../lexicon.ts';
import { type Reading } from '../name-reading.ts';
import type { Span } from '../span.ts';
import { isStateCode } from '../states.ts';
import { opensPlace } from '../word-lists.ts';
import { isAcronym, isEponymHead, isFacilityPart, isProperWord, isRegion } from '../word-sets.ts';
import { gapBetween as gap, isCapital, type Word } from '../words.ts';

const MAX_WORDS = 4;
const isLiving = oneOfWords(
  'live lives living lived reside resides residing resided resident based moved relocated hometown home born native from city town village address located',
);
const isLocation = oneOfWords('in from near to at outside around');
/** State codes that are words or abbreviations too: only a comma makes them a state. */
const isWordCode = oneOfWords('in or me hi oh ok so id');

const isGlue = oneOf(' ', '-', '. ');

/** How many words from `index` on are the name of a town; 0 when they are none. */
const townLength = (words: readonly Word[], index: number): number => {
  const first = words[index];
  if (first === undefined) return 0;
  let length = isCity(first) ? 1 : 0;
  if (!opensPlace(first)) return length;
  let [spaced, hyphened] = [first.key, first.key];
  for (let size = 2; size <= MAX_WORDS; size += 1) {
    const word = words[index + size - 1];
    if (word === undefined || !isGlue(word.before)) break;
    spaced += ` ${word.key}`;
    hyphened += `-${word.key}`;
    if (isCity(spaced) || isCity(hyphened)) length = size;
  }
  return length;
};

const isBeforeState = oneOf(', ', ',', ' ');

/** ", TX", " Texas", ", Ohio" after a town. Gives the index of the last word of it. */
const stateAfter = (words: readonly Word[], last: number): number | undefined => {
  const next = words[last + 1];
  if (next === undefined || !isBeforeState(next.before)) return undefined;
  const comma = next.before !== ' ';
  if (
    isStateCode(next.text) &&
    (comma ||
      (!isAcronym(next) && !/^(?:IN|OR|ME|HI|OH|OK|MS|MD|PA|CT|MI|AL|CO|LA|DE|MA|ID)$/.test(next.text)))
  )
    return last + 1;
  if (comma && next.text.length === 2 && isStateCode(next.text.toUpperCase()) && !isWordCode(next.key))
    return last + 1;
  if (isRegion(next)) return last + 1;
  const two = words[last + 2];
  return two !== undefined && isRegion(`${next.key} ${two.key}`) ? last + 2 : undefined;
};

/** "our Dallas office", "the Boston branch". */
const isSiteAfter = oneOfWords(
  'office offices clinic facility location branch site campus practice area hospital',
);

/** How long is the ZIP code after a town, with what stands between? */
const zipLength = (text: string, from: number): number =>
  /^,? \d{5}(?:-\d{4})?(?!\d)/.exec(text.slice(from, from + 14))?.[0].length ?? 0;

const scoreOf = (text: string, words: readonly Word[], index: number, last: number): number => {
  const before = words[index - 1];
  const near = / ?$/.test(gap(text, before, words[index])) && gap(text, before, words[index]) === ' ';
  if (stateAfter(words, last) !== undefined) return 0.85;
  if (isCapital(words[index]) && zipLength(text, words[last]?.end ?? 0) > 0) return 0.85;
  if (isFacilityPart(before) && gap(text, before, words[index]) === ', ') return 0.85;
  if (
    /^(?:sinai|hopkins|women|mary|luke|joseph|langone)$/.test(before?.key ?? '') &&
    gap(text, before, words[index]) === ', '
  )
    return 0.85;
  if (isCapital(words[index]) && isSiteAfter(words[last + 1]?.key ?? '')) return 0.7;
  if (
    near &&
    before?.key === 'of' &&
    /^(?:resident|native|citizen|city|town|outside|north|south|east|west|suburb)s?$/.test(
      words[index - 2]?.key ?? '',
    )
  )
    return 0.85;
  const article = near && before?.key === 'the' && isLocation(words[index - 2]?.key ?? '');
  const preposition = article || (near && isLocation(before?.key ?? ''));
  const lives = words.slice(Math.max(0, index - 3), index).some(({ key }) => isLiving(key));
  if (preposition && lives) return 0.85;
  if (preposition) return 0.6;
  // A name of several words with one that is no English word is a town wherever it stands: "San Diego".
  return last > index &&
    words.slice(index, last + 1).some(({ key }) => !isCommonWord(key) && !isProperWord(key))
    ? 0.55
    : 0;
};

const isWeak = (words: readonly Word[], index: number, size: number): boolean => {
  const word = words[index];
  if (word === undefined) return true;
  if (size > 1) return false;
  return isCommonWord(word) || isAcronym(word) || isProperWord(word) || isNameAndWord(word);
};

/** "grew up in", "originally from", "flew back to": where somebody was or comes from. */
const STAY =
  /(?:grew up in|raised in|grown up in|originally from|hails? from|family (?:is )?from|(?:flew|flies|flying|travel(?:l)?ed|travels|drove|drives|returned|went back|moved back|immigrated|emigrated|deported|transferred|home|back) to|(?:arrived|landed|settled|retired|worked|works|studied|stayed|staying|vacationed|incarcerated|buried|married) in|(?:i['’]m|i am|we['’]re|he['’]s|she['’]s|he is|she is|they are) (?:currently |now )?in|visiting from|(?:trip|visit|flight|travel) to) $/i;
const STAY_LENGTH = 32;

const isStay = (text: string, words: readonly Word[], index: number): boolean => {
  const [preposition, next] = [words[index], words[index + 1]];
  if (preposition === undefined || next === undefined || gap(text, preposition, next) !== ' ') return false;
  return STAY.test(text.slice(Math.max(0, next.start - STAY_LENGTH), next.start));
};

const isBeforeHome = oneOfWords('in from at near to');
const isSettled = oneOfWords(
  'live lives living lived reside resides residing resided based moved relocated born',
);

/** Any capitals after "lives in" and the like, in the list of towns or not. */
const residence = (text: string, words: readonly Word[], index: number): Span[] => {
  const word = words[index];
  if (word === undefined || !isBeforeHome(word.key)) return [];
  const settled = isSettled(words[index - 1]?.key ?? '');
  if (!(settled || isStay(text, words, index))) return [];
  let last = index;
  while (
    last - index < MAX_WORDS &&
    isCapital(words[last + 1]) &&
    /^[ -]$/.test(gap(text, words[last], words[last + 1]))
  )
    last += 1;
  const first = words[index + 1];
  const end = words[last];
  if (last === index || first === undefined || end === undefined) return [];
  if (isProperWord(first) || isRegion(first)) return [];
  if (!settled && (isCommonWord(first) || isAcronym(first) || first.text.length < 4)) return [];
  return [{ start: first.start, end: end.end, type: 'PLACE', score: 0.8, source: 'residence' }];
};

const isCompass = oneOfWords('north south east west new lake port fort mount old upper lower');
const TOWN_ENDING =
  /.{3}(?:port|fort|ville|burgh|town|shire|chester|mouth|stad|bury|borough|haven|furt|bergen|view|side|land|berg|ford|field|wood|dale|hausen|dorf|heim|ton|ham)$/;

const isBeforeTown = oneOfWords('in from near at to outside');

/** "East Crystalport", "from Alexanderfort": a town that no list has, by its shape, after a preposition of place. */
const shapedTown = (text: string, words: readonly Word[], index: number): Span[] => {
  const [preposition, first, second] = [words[index], words[index + 1], words[index + 2]];
  if (preposition === undefined || first === undefined || !isBeforeTown(preposition.key)) return [];
  if (gap(text, preposition, first) !== ' ' || first.shape !== 'title') return [];
  const pair =
    isCompass(first.key) &&
    second?.shape === 'title' &&
    gap(text, first, second) === ' ' &&
    !isCommonWord(second);
  const single =
    TOWN_ENDING.test(first.key) && !isCommonWord(first) && !isProperWord(first) && !isRegion(first);
  if (!(pair || single) || isRegion(`${first.key} ${second?.key ?? ''}`)) return [];
  const end = pair ? second.end : first.end;
  return [{ start: first.start, end, type: 'PLACE', score: 0.55, source: 'town-shape' }];
};

const EXAMPLE = /(?:e\.g\.|i\.e\.|for example|for instance|such as|like),? ["'`]?$/i;

/** Towns and cities: with a state, after a preposition of place, or as somebody's home. */
export const findCities = ({ text, words, flat }: Reading): Span[] => {
  const spans: Span[] = [];
  words.forEach((word, index) => {
    spans.push(...residence(text, words, index), ...shapedTown(text, words, index));
    if (!(flat || isCapital(word)) || isEponymHead(words[index + 1])) return;
    const size = townLength(words, index);
    // An example is nobody's home: "The city, e.g. San Francisco".
    if (size === 0 || EXAMPLE.test(text.slice(Math.max(0, word.start - 14), word.start))) return;
    const last = index + size - 1;
    if (isEponymHead(words[last + 1]) && gap(text, words[last], words[last + 1]) === ' ') return;
    const score = scoreOf(text, words, index, last);
    if (score === 0 || isRegion(word)) return;
    const weak = isWeak(words, index, size);
    if (weak && (score < 0.85 || !isCapital(word))) return;
    if (!isCapital(word) && size === 1 && isGivenName(word) && !isBigCity(word) && score < 0.85) return;
    const lastWord = words[stateAfter(words, last) ?? last];
    if (lastWord === undefined) return;
    const end = lastWord.end + zipLength(text, lastWord.end);
    spans.push({ start: word.start, end, type: 'PLACE', score, source: 'city' });
  });
  return spans;
};
