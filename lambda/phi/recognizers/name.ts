import { isUnknown, type Reading } from '../name-reading.ts';
import type { Span } from '../span.ts';
import { inList } from '../word-lists.ts';
import type { Word } from '../words.ts';
import { findCued, findFollowed, findTitled } from './name-cued.ts';
import {
  findInitialled,
  findInRows,
  findLoneSurname,
  findPaired,
  findRepeats,
  findReversed,
  findSingle,
  findSpeaker,
} from './name-listed.ts';
import { findCouple, findKinsman, findRowHead, findStranger } from './name-stranger.ts';

const FINDERS = [
  findTitled,
  findReversed,
  findPaired,
  findInitialled,
  findFollowed,
  findCued,
  findSingle,
  findLoneSurname,
  findSpeaker,
  findStranger,
  findKinsman,
  findRowHead,
];

const isCueOrName = inList('title', 'cue', 'credential', 'given', 'nameAndWord');

/** No name begins with most words in lower case: they are neither in a list of names, nor before one, nor unknown. */
const mayBegin = ({ flat }: Reading, word: Word): boolean =>
  word.shape !== 'lower' || isCueOrName(word) || (flat && isUnknown(word));

/** Names of persons, by what stands beside them and by lists of given names and surnames. */
export const findNames = (reading: Reading): Span[] => {
  const found: Span[] = [];
  for (const [index, word] of reading.words.entries()) {
    if (!mayBegin(reading, word)) continue;
    for (const find of FINDERS) {
      const span = find(reading, index);
      if (span !== undefined) found.push(span);
    }
  }
  const couples = reading.words.flatMap((_, index) => findCouple(reading, index));
  const named = [...found, ...couples];
  const all = [...named, ...findInRows(reading, named)];
  return [...all, ...findRepeats(reading, all)];
};

const NUMBER_AFTER = /^(?:,? |,)(?:\(|#)?(?<id>\d{5,10})(?!\d|\.\d|,\d{3}(?!\d))/;

/** A bare number right after a name, as in "Jane Roe, 2694522": a record number without its label. */
export const findNumbersAfterNames = (text: string, names: readonly Span[]): Span[] =>
  names.flatMap(({ end }) => {
    const match = NUMBER_AFTER.exec(text.slice(end, end + 20));
    const id = match?.groups?.['id'];
    if (match === null || id === undefined) return [];
    const start = end + match[0].length - id.length;
    return [
      { start, end: start + id.length, type: 'ID', score: 0.8, source: 'number-after-name' } satisfies Span,
    ];
  });
