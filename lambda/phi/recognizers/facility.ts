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
import type { Span } from '../span.ts';
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
import { isCapital, isFlat, type Word } from '../words.ts';
import { findCareSite } from './care-site.ts';

const JOINERS = /^(?:of|the|and|for|de|la)$/;
const JOINED = /^(?: |-|'s |’s |' |’ | & )$/;
const SAINT = /^(?:st|saint|mount|mt)$/;

/** Where does the name begin whose head is at `head`, written in capitals? */
const goLeft = (site: Site, head: number): number => {
  let first = head;
  for (let at = head - 1; at >= 0 && head - at <= MAX_WORDS; at -= 1) {
    const word = site.words[at];
    const dotted = gap(site, at + 1) === '. ' && /^(?:st|mt|ft)$/.test(word?.key ?? '');
    if (word === undefined || !(JOINED.test(gap(site, at + 1)) || dotted)) break;
    if (JOINERS.test(word.key) && !isCapital(word)) {
      if (!isCapital(site.words[at - 1])) break;
      continue;
    }
    if (word.key === 'downtown' || (word.key === 'outpatient' && isCapital(site.words[at - 1]))) continue;
    if (!isCapital(word) || isTitle(word.key) || isOpener(site, at)) break;
    if (isProperWord(word.key) && !isFacilityPart(word.key)) break;
    first = at;
  }
  return first;
};

/** How many words the head at `index` has: "hospital" 1, "medical center" 2; 0 when it is none. */
const headLength = (site: Site, index: number): number => {
  const word = site.words[index];
  if (word === undefined) return 0;
  if (isFacilityHead(word.key)) return 1;
  if (/^(?:center|centre|ctr|system|home|group|office|practice|facility)$/.test(word.key)) {
    return isCenterKind(keyAt(site, index - 1)) && gap(site, index) === ' ' ? 2 : 0;
  }
  if (word.key === 'care' && keyAt(site, index - 1) === 'health') return 2;
  return isCapitalHead(word.key) && (isCapital(word) || site.flat) ? 1 : 0;
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
  isCity(keyAt(site, head + 1));

/** "at river valley clinic": without capitals the name runs from the preposition to the head. */
const flatName = (site: Site, head: number, length: number): Span[] => {
  let first = head - length + 1;
  for (let at = first - 1; at >= 0 && head - at <= MAX_WORDS; at -= 1) {
    const key = keyAt(site, at);
    const dotted = gap(site, at + 1) === '. ' && SAINT.test(key);
    if (!(JOINED.test(gap(site, at + 1)) || dotted) && !/^st$/.test(key)) return [];
    if (/^(?:at|to|from|in|the|our|visited|by|near)$/.test(key)) break;
    if (
      key.length < 2 ||
      (isProperWord(key) && !isFacilityPart(key) && key !== 'and') ||
      head - at === MAX_WORDS
    )
      return [];
    first = at;
  }
  const clinic = length > 1 || isFacilityHead(keyAt(site, head));
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
    return goesOnNamed(site, index, last) && isFacilityHead(keyAt(site, index)) && !isOpener(site, index)
      ? spanOf(site, index, last, 0.7, 'facility')
      : [];
  }
  const before = site.words.slice(first, headStart);
  if (
    before.every(({ key }) => isGenericPart(key)) &&
    !(
      isFacilityHead(keyAt(site, index)) &&
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
  if (!isFacilityHead(keyAt(site, index)) && length === 1) {
    if (
      last > index &&
      !isFacilityPart(keyAt(site, index + 1)) &&
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
      const named = isCity(word.key) && !isOpener(site, at);
      return named ? spanOf(site, goLeft(site, at + 1), head, 0.7, 'facility') : [];
    }
    if (!isGenericPart(word.key) && !isFacilityPart(word.key)) return [];
  }
  return [];
};

const knownName = (site: Site, index: number): Span[] => {
  if (!site.flat && !isCapital(site.words[index])) return [];
  for (let size = 4; size >= 1; size -= 1) {
    const part = site.words.slice(index, index + size);
    const [word] = part;
    if (part.length < size || word === undefined) continue;
    const name = part.map(({ key }) => key).join(' ');
    const capital = isCapital(word);
    const single =
      size === 1 &&
      (capital
        ? word.shape === 'upper' && isKnownInitials(name)
        : site.flat && isKnownInitials(name) && name.length > 2);
    const preposition = /^(?:at|to|from|our|the)$/.test(keyAt(site, index - 1));
    if (!(single || (isKnownFacility(name) && (size > 1 || preposition)))) continue;
    const last = index + size - 1;
    // "MSK: normal range of motion" heads a part of an examination; "Duke criteria" are no hospital.
    if ((single && site.text.charAt(word.end) === ':') || isEponymHead(keyAt(site, last + 1))) return [];
    return spanOf(
      site,
      index,
      capital ? goRight(site, last) : goRightParts(site, last),
      0.75,
      'facility-known',
    );
  }
  return [];
};

/** "St. Mary's", "Mount Sinai", "st. luke's". */
const saint = (site: Site, index: number): Span[] => {
  const [word, next] = [site.words[index], site.words[index + 1]];
  if (
    word === undefined ||
    next === undefined ||
    !SAINT.test(word.key) ||
    !/^\.? $/.test(gap(site, index + 1))
  )
    return [];
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

/** Hospitals, clinics, schools and other places that tell where the person spoken of was. */
export const findFacilities = (text: string, words: readonly Word[]): Span[] => {
  const site: Site = { text, words, flat: isFlat(words) };
  return words.flatMap((_, index) => [
    ...atHead(site, index),
    ...knownName(site, index),
    ...saint(site, index),
    ...findCareSite(site, index),
  ]);
};
