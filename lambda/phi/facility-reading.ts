import { isCity, isCommonWord } from './lexicon.ts';
import type { Span } from './span.ts';
import { isFacilityPart, isProperWord, isTitle } from './word-sets.ts';
import { isCapital, type Word } from './words.ts';

/** No name of a place of care has more words before or after its head. */
export const MAX_WORDS = 6;

/** One text, as the recognizers of places of care look at it. */
export interface Site {
  readonly text: string;
  readonly words: readonly Word[];
  readonly flat: boolean;
}

/** The look-up form of the word at `index`; empty where there is none. */
export const keyAt = ({ words }: Site, index: number): string => words[index]?.key ?? '';

/** What stands before the word at `right`. */
export const gap = ({ words }: Site, right: number): string => words[right]?.before ?? '\n';

/** The span from one word to another, with a possessive that belongs to the name. */
export const spanOf = (site: Site, first: number, last: number, score: number, source: string): Span[] => {
  const start = site.words[first]?.start;
  const end = site.words[last]?.end;
  if (start === undefined || end === undefined) return [];
  const possessive = /^['’]s(?!\p{L})/u.test(site.text.slice(end, end + 3)) ? 2 : 0;
  return [{ start, end: end + possessive, type: 'PLACE', score, source }];
};

/** A capital that begins a sentence rather than a name. */
export const isOpener = ({ text, words }: Site, index: number): boolean => {
  const word = words[index];
  if (word === undefined) return false;
  return (
    /(?:^|[.!?:\n"] ?)$/.test(text.slice(Math.max(0, word.start - 2), word.start)) &&
    isCommonWord(word) &&
    !isFacilityPart(word)
  );
};

/** How far does a name in capitals go on after `head`? */
export const goRight = (site: Site, head: number): number => {
  let last = head;
  for (let at = head + 1; at - head <= MAX_WORDS; at += 1) {
    const word = site.words[at];
    if (word === undefined || !/^(?: |-| & |['’]s |['’] )$/.test(gap(site, at))) break;
    if (
      /^(?:of|and|in)$/.test(word.key) &&
      isCapital(site.words[at + 1]) &&
      !isProperWord(site.words[at + 1])
    )
      continue;
    if (!isCapital(word) || (isProperWord(word) && !isFacilityPart(word)) || isTitle(word)) break;
    last = at;
  }
  return last;
};

/** The same without capitals: a town may follow ("children's hospital boston"). */
export const goRightFlat = (site: Site, head: number): number => {
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
  return first === undefined || isProperWord(first) ? head : Math.max(head, city(from));
};

/** The same without capitals, over words that facilities' names are made of. */
export const goRightParts = (site: Site, from: number): number => {
  let last = from;
  while (
    last - from < 4 &&
    /^(?: |['’]s )$/.test(gap(site, last + 1)) &&
    isFacilityPart(site.words[last + 1])
  )
    last += 1;
  return goRightFlat(site, last);
};
