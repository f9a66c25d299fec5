import { isCity, isCommonWord, isGivenName } from '../lexicon.ts';
import type { Span } from '../span.ts';
import { isRegion, isStateCode } from '../states.ts';
import { isAcronym, isEponymHead, isProperWord, isTitle } from '../word-sets.ts';
import type { Word } from '../words.ts';

const HEADS = new Set('hospital hospitals clinic clinics infirmary hospice sanatorium sanitarium'.split(' '));
const SECOND_HEADS: Readonly<Record<string, RegExp>> = {
  center:
    /^(?:medical|health|cancer|care|surgery|surgical|trauma|heart|rehab|rehabilitation|wellness|eye|women|birth|dialysis|imaging|burn|hospital)$/,
  centre: /^(?:medical|health|cancer|care|heart|eye)$/,
  system: /^(?:health|hospital|healthcare)$/,
  home: /^(?:nursing|care|retirement|group)$/,
  group: /^(?:medical|physician|physicians|health|pediatric)$/,
};
/** Capitalised before nothing else than the end of a facility's name: "NYU Langone Health", "Georgetown Med". */
const CAPITAL_HEADS = new Set(
  'health healthcare medical med medicine va vamc university institute rehab pharmacy nursing'.split(' '),
);
const JOINERS = new Set('of the and for de la st saint mt at'.split(' '));
const KNOWN =
  'ucla ucsf ucsd uci ucd mgh bwh bidmc nyu usc ohsu upmc unc uab mskcc msk chop chla nyp hss ucsb umass uw uva vumc uchicago uic utmb utsw mdacc jhh kp vamc cmc lac';
const known = new Set(KNOWN.split(' '));
const KNOWN_NAMES = new Set(
  'mayo,cleveland clinic,kaiser,kaiser permanente,mount sinai,mt sinai,mass general,massachusetts general,johns hopkins,hopkins,cedars sinai,cedar sinai,cedars,stanford,duke,md anderson,sloan kettering,memorial sloan kettering,brigham,brigham and women,beth israel,tufts medical,sutter,scripps,geisinger,intermountain,vanderbilt,emory,bellevue,montefiore,lenox hill,mercy,providence,ascension,banner,dana farber,new york presbyterian,ny presbyterian,walter reed,langone,northwestern,rush,barnes jewish,houston methodist,parkland,grady,jackson memorial,tampa general,lahey,mclean,menninger,hazelden,great ormond street,guy,st thomas,charite'.split(
    ',',
  ),
);

const isCapital = (word: Word | undefined): boolean => word !== undefined && word.shape !== 'lower';
const gapOf = (text: string, a: Word | undefined, b: Word | undefined): string =>
  a === undefined || b === undefined ? '\n' : text.slice(a.end, b.start);
const JOINED = /^(?: |-|'s |’s |\. |' |’ | & |, (?=\0))$/;

const span = (
  words: readonly Word[],
  text: string,
  first: number,
  last: number,
  score: number,
  source: string,
): Span[] => {
  const start = words[first]?.start;
  const end = words[last]?.end;
  if (start === undefined || end === undefined) return [];
  const possessive = /^['’]s(?!\p{L})/u.test(text.slice(end, end + 3)) ? 2 : 0;
  return [{ start, end: end + possessive, type: 'PLACE', score, source }];
};

/** A capital that begins a sentence rather than a name. */
const isOpener = (words: readonly Word[], text: string, index: number): boolean => {
  const word = words[index];
  if (word === undefined) return false;
  const before = text.slice(Math.max(0, word.start - 2), word.start);
  return (word.start === 0 || /[.!?:\n"] ?$/.test(before)) && isCommonWord(word.key);
};

const goLeft = (words: readonly Word[], text: string, head: number): number => {
  let first = head;
  for (let at = head - 1; at >= 0 && head - at <= 6; at -= 1) {
    const word = words[at];
    const gap = gapOf(text, word, words[at + 1]);
    if (word === undefined || !JOINED.test(gap)) break;
    if (gap === '. ' && !/^(?:st|mt|ft|dr)$/.test(word.key)) break;
    if (JOINERS.has(word.key) && !isCapital(word)) {
      if (word.key === 'at' || !isCapital(words[at - 1])) break;
      continue;
    }
    if (!isCapital(word) || isTitle(word.key) || isOpener(words, text, at)) break;
    first = at;
  }
  return first;
};

const goRight = (words: readonly Word[], text: string, head: number): number => {
  let last = head;
  let at = head + 1;
  while (at < words.length && at - head <= 5) {
    const gap = gapOf(text, words[at - 1], words[at]);
    if (gap !== ' ' && gap !== '-' && gap !== ' & ') break;
    const word = words[at];
    if (word === undefined) break;
    if (
      /^(?:of|and|in)$/.test(word.key) &&
      isCapital(words[at + 1]) &&
      !isProperWord(words[at + 1]?.key ?? '')
    ) {
      at += 1;
      continue;
    }
    if (!isCapital(word) || isProperWord(word.key) || isTitle(word.key)) break;
    last = at;
    at += 1;
  }
  return last;
};

const isHead = (words: readonly Word[], index: number): boolean => {
  const word = words[index];
  if (word === undefined) return false;
  if (HEADS.has(word.key)) return true;
  const second = SECOND_HEADS[word.key];
  if (second?.test(words[index - 1]?.key ?? '') === true)
    return isCapital(word) || !isCommonWord(words[index - 2]?.key ?? 'the');
  return isCapital(word) && CAPITAL_HEADS.has(word.key);
};

/** In lower case only a word that is surely no ordinary one makes a name: "springfield clinic", "mayo clinic". */
const lowerFacility = (words: readonly Word[], text: string, head: number): Span[] => {
  let at = head - 1;
  if (
    /^(?:medical|health|general|memorial|children|university|regional|community|county|city|presbyterian|methodist|baptist|va)$/.test(
      words[at]?.key ?? '',
    )
  )
    at -= 1;
  const word = words[at];
  if (word === undefined || !/^(?: |'s |’s )$/.test(gapOf(text, words[at], words[at + 1]))) return [];
  const saint =
    /^(?:st|saint|mount|mt)$/.test(words[at - 1]?.key ?? '') &&
    /^\.? $/.test(gapOf(text, words[at - 1], word));
  if (
    !saint &&
    (isCommonWord(word.key) ||
      isAcronym(word.key) ||
      isProperWord(word.key) ||
      isEponymHead(word.key) ||
      word.key.length < 3)
  ) {
    return at < head - 1 &&
      /^(?:children|memorial|presbyterian|methodist|baptist|general)$/.test(words[head - 1]?.key ?? '') &&
      HEADS.has(words[head]?.key ?? '')
      ? span(words, text, head - 1, head, 0.6, 'facility-lower')
      : [];
  }
  if (
    !(
      saint ||
      isCity(word.key) ||
      isGivenName(word.key) ||
      known.has(word.key) ||
      KNOWN_NAMES.has(word.key) ||
      HEADS.has(words[head]?.key ?? '')
    )
  )
    return [];
  return span(words, text, saint ? at - 1 : at, head, 0.6, 'facility-lower');
};

const atHead = (words: readonly Word[], text: string, index: number): Span[] => {
  if (!isHead(words, index)) return [];
  const first = goLeft(words, text, index);
  if (first === index) {
    const last = isCapital(words[index]) ? goRight(words, text, index) : index;
    const proper = last > index + 0 && isCapital(words[last]);
    return proper && HEADS.has(words[index]?.key ?? '')
      ? span(words, text, index, last, 0.7, 'facility')
      : lowerFacility(words, text, index);
  }
  const named = words
    .slice(first, index)
    .some(
      (word) =>
        !/^(?:medical|health|outpatient|inpatient|pain|the|our|a|of|diabetes|cardiology|oncology|public|mental|primary|global|world|national)$/.test(
          word.key,
        ),
    );
  if (!named) return [];
  if (
    !HEADS.has(words[index]?.key ?? '') &&
    words.slice(first, index).every((word) => isCommonWord(word.key) || isAcronym(word.key))
  )
    return [];
  return span(words, text, first, goRight(words, text, index), 0.85, 'facility');
};

const knownName = (words: readonly Word[], text: string, index: number): Span[] => {
  for (let size = 4; size >= 1; size -= 1) {
    const part = words.slice(index, index + size);
    if (part.length < size) continue;
    const name = part.map((word) => word.key).join(' ');
    if (size === 1 && !isCapital(part[0])) continue;
    if (size > 1 ? KNOWN_NAMES.has(name) : known.has(name) && part[0]?.shape === 'upper') {
      return span(
        words,
        text,
        index,
        isCapital(part[0]) ? goRight(words, text, index + size - 1) : index + size - 1,
        0.75,
        'facility-known',
      );
    }
  }
  return [];
};

const SAINT = /^(?:st|saint|mount|mt)$/;

const saint = (words: readonly Word[], text: string, index: number): Span[] => {
  const word = words[index];
  const next = words[index + 1];
  if (
    word === undefined ||
    next === undefined ||
    !SAINT.test(word.key) ||
    !/^\.? $/.test(gapOf(text, word, next))
  )
    return [];
  if (!isCapital(word) && !/^['’]s/.test(text.slice(next.end, next.end + 2))) return [];
  if (isCapital(word) && !isCapital(next)) return [];
  return span(
    words,
    text,
    index,
    isCapital(word) ? goRight(words, text, index + 1) : index + 1,
    0.75,
    'facility-saint',
  );
};

const CARE =
  /^(?:seen|admitted|treated|evaluated|diagnosed|referred|transferred|visited|followed|hospitalized|hospitalised|underwent|presented|presenting|discharged|checked|consulted|managed|monitored|examined|assessed|operated|care|surgery|procedure|appointment|works|worked|visit|consult|born|cared|tx|txd|dx|dxd|f|fu)$/;

/** "seen at UCSF", "transferred from Cedar Sinai": what capitals follow names where the care was. */
const careSite = (words: readonly Word[], text: string, index: number): Span[] => {
  const preposition = words[index]?.key ?? '';
  if (!/^(?:at|from|to|in|by)$/.test(preposition)) return [];
  const before = words.slice(Math.max(0, index - (preposition === 'at' ? 6 : 1)), index);
  if (preposition !== 'at' && !before.some((word) => CARE.test(word.key))) return [];
  let first = index + 1;
  if (words[first]?.key === 'the') first += 1;
  const word = words[first];
  if (word === undefined || !/^ $/.test(gapOf(text, words[first - 1], word)) || !isCapital(word)) return [];
  if (isTitle(word.key) || isAcronym(word.key) || isProperWord(word.key) || word.text.length < 2) return [];
  const last = goRight(words, text, first);
  const run = words.slice(first, last + 1);
  const unknown = run.some((part) => !isCommonWord(part.key) && !isAcronym(part.key) && part.text.length > 2);
  const cared = before.some((part) => CARE.test(part.key));
  if (!unknown && !(cared && run.length > 1)) return [];
  if (run.length === 1 && (isRegion(word.key) || isStateCode(word.text))) return [];
  return span(words, text, first, last, cared ? 0.8 : 0.65, 'care-site');
};

/** Hospitals, clinics and other places of care: they place the care of the person spoken of. */
export const findFacilities = (text: string, words: readonly Word[]): Span[] =>
  words.flatMap((_, index) => [
    ...atHead(words, text, index),
    ...knownName(words, text, index),
    ...saint(words, text, index),
    ...careSite(words, text, index),
  ]);
