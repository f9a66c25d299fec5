import { oneOfWords } from '../closed-class.ts';
import { gap, goRight, keyAt, type Site, spanOf } from '../facility-reading.ts';
import { isCity, isCommonWord } from '../lexicon.ts';
import type { Span } from '../span.ts';
import { isStateCode } from '../states.ts';
import { isAcronym, isFacilityPart, isGenericPart, isProperWord, isRegion, isTitle } from '../word-sets.ts';
import { isCapital } from '../words.ts';

const isCare = oneOfWords(
  'seen admitted treated evaluated diagnosed referred transferred visited followed hospitalized hospitalised underwent presented presenting discharged checked consulted managed monitored examined assessed observed operated care surgery procedure appointment works worked visit consult born cared tx txd dx dxd f fu case reviewed consultation staying studies attends student',
);

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

const isBeforeSite = oneOfWords('at from to in');

/** "seen at UCSF", "transferred from Cedar Sinai": what follows names where the care was. */
export const findCareSite = (site: Site, index: number): Span[] => {
  const preposition = keyAt(site, index);
  if (!isBeforeSite(preposition)) return [];
  const before = site.words.slice(Math.max(0, index - (preposition === 'at' ? 6 : 2)), index);
  const cared = before.some(({ key }) => isCare(key));
  const first = keyAt(site, index + 1) === 'the' ? index + 2 : index + 1;
  const word = site.words[first];
  if (
    word === undefined ||
    gap(site, first) !== ' ' ||
    isTitle(word) ||
    isAcronym(word) ||
    word.text.length < 2
  )
    return [];
  if (!isCapital(word) && !(site.flat && cared)) return [];
  if (preposition !== 'at' && !cared) return [];
  if (isProperWord(word) && !isFacilityPart(word)) return [];
  const last = siteEnd(site, first);
  const run = site.words.slice(first, last + 1);
  const unknown = run.some(
    ({ key, text }) => !isCommonWord(key) && !isAcronym(key) && !isGenericPart(key) && text.length > 2,
  );
  if (!unknown && !(cared && run.length > 1 && isCapital(word) && run.some(({ key }) => isFacilityPart(key))))
    return [];
  if (!isCapital(word) && !run.every(({ key }) => !isCommonWord(key) || isFacilityPart(key) || isCity(key)))
    return [];
  if (run.length === 1 && (isRegion(word) || isStateCode(word.text))) return [];
  return spanOf(site, first, last, cared && isCapital(word) ? 0.8 : 0.65, 'care-site');
};
