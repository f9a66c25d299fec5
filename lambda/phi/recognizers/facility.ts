import { isCity, isCommonWord } from '../lexicon.ts';
import type { Span } from '../span.ts';
import { isRegion, isStateCode } from '../states.ts';
import {
  isAcronym,
  isCapitalHead,
  isCenterKind,
  isFacilityHead,
  isFacilityPart,
  isGenericPart,
  isKnownFacility,
  isKnownInitials,
  isProperWord,
  isTitle,
} from '../word-sets.ts';
import { gapBetween, isCapital, isFlat, type Word } from '../words.ts';

const MAX_WORDS = 6;
const JOINERS = /^(?:of|the|and|for|de|la)$/;
const JOINED = /^(?: |-|'s |’s |' |’ | & )$/;
const SAINT = /^(?:st|saint|mount|mt)$/;

/** One text as this recognizer looks at it. */
interface Site {
  readonly text: string;
  readonly words: readonly Word[];
  readonly flat: boolean;
}

const keyAt = ({ words }: Site, index: number): string => words[index]?.key ?? '';
const gap = ({ text, words }: Site, right: number): string =>
  gapBetween(text, words[right - 1], words[right]);

const spanOf = (site: Site, first: number, last: number, score: number, source: string): Span[] => {
  const start = site.words[first]?.start;
  const end = site.words[last]?.end;
  if (start === undefined || end === undefined) return [];
  const possessive = /^['’]s(?!\p{L})/u.test(site.text.slice(end, end + 3)) ? 2 : 0;
  return [{ start, end: end + possessive, type: 'PLACE', score, source }];
};

/** A capital that begins a sentence rather than a name. */
const isOpener = ({ text, words }: Site, index: number): boolean => {
  const word = words[index];
  if (word === undefined) return false;
  return (
    /(?:^|[.!?:\n"] ?)$/.test(text.slice(Math.max(0, word.start - 2), word.start)) &&
    isCommonWord(word.key) &&
    !isFacilityPart(word.key)
  );
};

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

/** How far does a name in capitals go on after `head`? */
const goRight = (site: Site, head: number): number => {
  let last = head;
  for (let at = head + 1; at - head <= MAX_WORDS; at += 1) {
    const word = site.words[at];
    if (word === undefined || !/^(?: |-| & |['’]s |['’] )$/.test(gap(site, at))) break;
    if (
      /^(?:of|and|in)$/.test(word.key) &&
      isCapital(site.words[at + 1]) &&
      !isProperWord(keyAt(site, at + 1))
    )
      continue;
    if (!isCapital(word) || (isProperWord(word.key) && !isFacilityPart(word.key)) || isTitle(word.key)) break;
    last = at;
  }
  return last;
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
  const named = site.words
    .slice(first, head - length + 1)
    .some(({ key }) => !isGenericPart(key) && !/(?:ology|ologic|atric|atrics|al)$/.test(key));
  return named ? spanOf(site, first, goRightFlat(site, head), 0.6, 'facility-flat') : [];
};

const goRightFlat = (site: Site, head: number): number => {
  const city = (from: number): number => {
    for (let size = 3; size >= 1; size -= 1) {
      const part = site.words.slice(from, from + size);
      if (part.length === size && isCity(part.map(({ key }) => key).join(' '))) return from + size - 1;
    }
    return -1;
  };
  if (gap(site, head + 1) !== ' ') return head;
  const from = /^(?:of|in)$/.test(keyAt(site, head + 1)) ? head + 2 : head + 1;
  const first = site.words[from];
  return first === undefined || isProperWord(first.key) ? head : Math.max(head, city(from));
};

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
    return last > index && isFacilityHead(keyAt(site, index)) && !isOpener(site, index)
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

const goRightParts = (site: Site, from: number): number => {
  let last = from;
  while (
    last - from < 4 &&
    /^(?: |['’]s )$/.test(gap(site, last + 1)) &&
    isFacilityPart(keyAt(site, last + 1))
  )
    last += 1;
  return goRightFlat(site, last);
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

const CARE =
  /^(?:seen|admitted|treated|evaluated|diagnosed|referred|transferred|visited|followed|hospitalized|hospitalised|underwent|presented|presenting|discharged|checked|consulted|managed|monitored|examined|assessed|observed|operated|care|surgery|procedure|appointment|works|worked|visit|consult|born|cared|tx|txd|dx|dxd|f|fu|case|reviewed|consultation|staying|studies|attends|student)$/;

/** Where the run of a site's name ends, begun at `first`; before `first` when there is none. */
const siteEnd = (site: Site, first: number): number => {
  if (isCapital(site.words[first])) return goRight(site, first);
  let last = first - 1;
  while (last - first < 3) {
    const key = keyAt(site, last + 1);
    if (!(last < first || gap(site, last + 1) === ' ')) break;
    if (key.length < 3 || (isProperWord(key) && !isFacilityPart(key)) || isAcronym(key)) break;
    last += 1;
  }
  return last;
};

/** "seen at UCSF", "transferred from Cedar Sinai": what follows names where the care was. */
const careSite = (site: Site, index: number): Span[] => {
  const preposition = keyAt(site, index);
  if (!/^(?:at|from|to|in)$/.test(preposition)) return [];
  const before = site.words.slice(Math.max(0, index - (preposition === 'at' ? 6 : 2)), index);
  const cared = before.some(({ key }) => CARE.test(key));
  const first = keyAt(site, index + 1) === 'the' ? index + 2 : index + 1;
  const word = site.words[first];
  if (
    word === undefined ||
    gap(site, first) !== ' ' ||
    isTitle(word.key) ||
    isAcronym(word.key) ||
    word.text.length < 2
  )
    return [];
  if (!isCapital(word) && !(site.flat && cared)) return [];
  if (preposition !== 'at' && !cared) return [];
  if (isProperWord(word.key) && !isFacilityPart(word.key)) return [];
  const last = siteEnd(site, first);
  const run = site.words.slice(first, last + 1);
  const unknown = run.some(
    ({ key, text }) => !isCommonWord(key) && !isAcronym(key) && !isGenericPart(key) && text.length > 2,
  );
  if (!unknown && !(cared && run.length > 1 && isCapital(word) && run.some(({ key }) => isFacilityPart(key))))
    return [];
  if (!isCapital(word) && !run.every(({ key }) => !isCommonWord(key) || isFacilityPart(key) || isCity(key)))
    return [];
  if (run.length === 1 && (isRegion(word.key) || isStateCode(word.text))) return [];
  return spanOf(site, first, last, cared && isCapital(word) ? 0.8 : 0.65, 'care-site');
};

/** Hospitals, clinics, schools and other places that tell where the person spoken of was. */
export const findFacilities = (text: string, words: readonly Word[]): Span[] => {
  const site: Site = { text, words, flat: isFlat(words) };
  return words.flatMap((_, index) => [
    ...atHead(site, index),
    ...knownName(site, index),
    ...saint(site, index),
    ...careSite(site, index),
  ]);
};
