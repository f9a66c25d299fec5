import { oneOf, oneOfWords } from '../closed-class.ts';
import {
  gap,
  goRight,
  goRightFlat,
  goRightParts,
  isOpener,
  keyAt,
  MAX_WORDS,
  type Site,
  spanOf,
} from '../facility-reading.ts';
import { isCity, isCommonWord } from '../lexicon.ts';
import { type Reading } from '../name-reading.ts';
import type { Span } from '../span.ts';
import { opensPlace } from '../word-lists.ts';
import {
  isAcronym,
  isCapitalHead,
  isCenterKind,
  isEponymHead,
  isFacilityHead,
  isFacilityPart,
  isGenericPart,
  isKnownFacility,
  isKnownInitials,
  isProperWord,
  isTitle,
} from '../word-sets.ts';
import { isCapital, type Word } from '../words.ts';
import { findCareSite } from './care-site.ts';

const isJoiner = oneOfWords('of the and for de la');
const isJoint = oneOf(' ', '-', "'s ", '’s ', "' ", '’ ', ' & ');
const isSaint = oneOfWords('st saint mount mt');

/** Where does the name begin whose head is at `head`, written in capitals? */
const goLeft = (site: Site, head: number): number => {
  let first = head;
  for (let at = head - 1; at >= 0 && head - at <= MAX_WORDS; at -= 1) {
    const word = site.words[at];
    const dotted = gap(site, at + 1) === '. ' && /^(?:st|mt|ft)$/.test(word?.key ?? '');
    if (word === undefined || !(isJoint(gap(site, at + 1)) || dotted)) break;
    if (isJoiner(word.key) && !isCapital(word)) {
      if (!isCapital(site.words[at - 1])) break;
      continue;
    }
    if (word.key === 'downtown' || (word.key === 'outpatient' && isCapital(site.words[at - 1]))) continue;
    if (!isCapital(word) || isTitle(word) || isOpener(site, at)) break;
    if (isProperWord(word) && !isFacilityPart(word)) break;
    first = at;
  }
  return first;
};

const isSecondOfHead = oneOfWords('center centre ctr system home group office practice facility');

/** How many words the head at `index` has: "hospital" 1, "medical center" 2; 0 when it is none. */
const headLength = (site: Site, index: number): number => {
  const word = site.words[index];
  if (word === undefined) return 0;
  if (isFacilityHead(word)) return 1;
  if (isSecondOfHead(word.key)) {
    return isCenterKind(site.words[index - 1]) && gap(site, index) === ' ' ? 2 : 0;
  }
  if (word.key === 'care' && keyAt(site, index - 1) === 'health') return 2;
  return isCapitalHead(word) && (isCapital(word) || site.flat) ? 1 : 0;
};

/** Words of everyday that a place of care is called after. */
const OF_A_PLACE =
  /^(?:north|south|east|west|st|saint|mount|mt|hills?|lake|river|park|valley|county|memorial|regional|baptist|methodist|presbyterian|lutheran|adventist|catholic|jewish|veterans)$/;

/** In "mental health settings" the head is none: what follows goes on with it. */
const endsPhrase = (site: Site, head: number): boolean =>
  gap(site, head + 1) !== ' ' ||
  /^(?:in|on|at|for|to|with|and|or|but|by|from|of|is|was|has|had|who|where|when|after|before|since|this|last|next|yesterday|today|tomorrow|a|an|the|i|we|he|she|they)$/.test(
    keyAt(site, head + 1),
  ) ||
  isCity(site.words[head + 1]);

/** "at river valley clinic": without capitals the name runs from the preposition to the head. */
const flatName = (site: Site, head: number, length: number): Span[] => {
  let first = head - length + 1;
  for (let at = first - 1; at >= 0 && head - at <= MAX_WORDS; at -= 1) {
    const key = keyAt(site, at);
    const dotted = gap(site, at + 1) === '. ' && isSaint(key);
    if (!(isJoint(gap(site, at + 1)) || dotted) && !/^st$/.test(key)) return [];
    if (/^(?:at|to|from|in|the|our|visited|by|near)$/.test(key)) break;
    if (
      key.length < 2 ||
      (isProperWord(key) && !isFacilityPart(key) && key !== 'and') ||
      head - at === MAX_WORDS
    )
      return [];
    first = at;
  }
  const clinic = length > 1 || isFacilityHead(site.words[head]);
  if (!clinic && !endsPhrase(site, head)) return [];
  const named = site.words
    .slice(first, head - length + 1)
    .some(
      ({ key }) =>
        !isGenericPart(key) &&
        !/(?:ology|ologic|atric|atrics|al|ed|ing)$/.test(key) &&
        (clinic || OF_A_PLACE.test(key) || isCity(key) || !isCommonWord(key)),
    );
  return named ? spanOf(site, first, goRightFlat(site, head), 0.6, 'facility-flat') : [];
};

/** "Hospital for Sick Children" is a name, "Hospital Pharmacy" is any. */
const goesOnNamed = (site: Site, head: number, last: number): boolean =>
  site.words
    .slice(head + 1, last + 1)
    .some(({ key }) => !(isCapitalHead(key) || isGenericPart(key) || isFacilityHead(key)));

const atHead = (site: Site, index: number): Span[] => {
  const length = headLength(site, index);
  if (length === 0) return [];
  const headStart = index - length + 1;
  const first = goLeft(site, index);
  if (!isCapital(site.words[index]) && first >= headStart)
    return site.flat ? flatName(site, index, length) : lowerHead(site, headStart, index);
  if (site.flat && !isCapital(site.words[index])) return flatName(site, index, length);
  const last = goRight(site, index);
  if (first >= headStart) {
    return goesOnNamed(site, index, last) && isFacilityHead(site.words[index]) && !isOpener(site, index)
      ? spanOf(site, index, last, 0.7, 'facility')
      : [];
  }
  const before = site.words.slice(first, headStart);
  if (
    before.every(({ key }) => isGenericPart(key)) &&
    !(
      isFacilityHead(site.words[index]) &&
      before.some(({ key }) =>
        /^(?:children|general|memorial|women|community|university|hospital)$/.test(key),
      )
    )
  )
    return [];
  if (
    before.some(({ key }) =>
      /^(?:national|institutes?|world|federal|american|dictionary|department|journal|society|association|encyclopedia|nobel|new england)$/.test(
        key,
      ),
    )
  )
    return [];
  if (!isFacilityHead(site.words[index]) && length === 1) {
    if (
      last > index &&
      !isFacilityPart(site.words[index + 1]) &&
      gap(site, index + 1) === ' ' &&
      isCapital(site.words[index + 1])
    )
      return [];
    if (
      before.every(({ key }) => (isCommonWord(key) || isAcronym(key)) && !isFacilityPart(key)) &&
      before.length < 2
    )
      return [];
  }
  return spanOf(site, first, last, 0.85, 'facility');
};

/** "Chicago downtown clinic", "our Dallas facility": a capital before a head in lower case. */
const lowerHead = (site: Site, headStart: number, head: number): Span[] => {
  for (let at = headStart - 1; at >= Math.max(0, headStart - 3); at -= 1) {
    const word = site.words[at];
    if (word === undefined || gap(site, at + 1) !== ' ') return [];
    if (isCapital(word)) {
      const named = isCity(word) && !isOpener(site, at);
      return named ? spanOf(site, goLeft(site, at + 1), head, 0.7, 'facility') : [];
    }
    if (!isGenericPart(word) && !isFacilityPart(word)) return [];
  }
  return [];
};

const LONGEST_KNOWN = 4;
const isBeforeKnown = oneOfWords('at to from our the');

/** Initials that are known for a place of care stand for it alone: "MSK", "at mgh". */
const isInitials = (site: Site, word: Word): boolean =>
  isKnownInitials(word) && (isCapital(word) ? word.shape === 'upper' : site.flat && word.key.length > 2);

/** How many words from `index` on are a place of care that is known by its name; 0 when they are none. */
const knownLength = (site: Site, index: number, first: Word): number => {
  const before = isKnownFacility(first) && isBeforeKnown(keyAt(site, index - 1));
  let length = before || isInitials(site, first) ? 1 : 0;
  if (!opensPlace(first)) return length;
  let name = first.key;
  for (let size = 2; size <= LONGEST_KNOWN; size += 1) {
    const next = site.words[index + size - 1];
    if (next === undefined) break;
    name += ` ${next.key}`;
    if (isKnownFacility(name)) length = size;
  }
  return length;
};

const knownName = (site: Site, index: number): Span[] => {
  const word = site.words[index];
  if (word === undefined || !(site.flat || isCapital(word))) return [];
  const size = knownLength(site, index, word);
  if (size === 0) return [];
  const last = index + size - 1;
  const single = size === 1 && isInitials(site, word);
  // "MSK: normal range of motion" heads a part of an examination; "Duke criteria" are no hospital.
  if ((single && site.text.charAt(word.end) === ':') || isEponymHead(site.words[last + 1])) return [];
  const end = isCapital(word) ? goRight(site, last) : goRightParts(site, last);
  return spanOf(site, index, end, 0.75, 'facility-known');
};

const isAfterSaint = oneOf(' ', '. ');

/** "St. Mary's", "Mount Sinai", "st. luke's". */
const saint = (site: Site, index: number): Span[] => {
  const [word, next] = [site.words[index], site.words[index + 1]];
  if (word === undefined || next === undefined || !isSaint(word.key) || !isAfterSaint(next.before)) return [];
  const possessive = /^['’]s/.test(site.text.slice(next.end, next.end + 2));
  if (isCapital(word) ? !isCapital(next) : !possessive) return [];
  if (/^(?:wort|fire|elsewhere)$/.test(keyAt(site, index + 2))) return [];
  return spanOf(
    site,
    index,
    isCapital(word) ? goRight(site, index + 1) : goRightParts(site, index + 1),
    0.75,
    'facility-saint',
  );
};

const FINDERS = [atHead, knownName, saint, findCareSite];

/** Hospitals, clinics, schools and other places that tell where the person spoken of was. */
export const findFacilities = ({ text, words, flat }: Reading): Span[] => {
  const site: Site = { text, words, flat };
  const spans: Span[] = [];
  for (let index = 0; index < words.length; index += 1) {
    for (const find of FINDERS) spans.push(...find(site, index));
  }
  return spans;
};
