import type { Reading } from '../name-reading.ts';
import { isForeign } from '../name-shape.ts';
import type { Span } from '../span.ts';
import { isFlat, type Word } from '../words.ts';
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

/** Names of persons, by what stands beside them and by lists of given names and surnames. */
export const findNames = (text: string, words: readonly Word[]): Span[] => {
  const reading: Reading = { text, words, flat: isFlat(words), foreign: isForeign(words) };
  const found = words.flatMap((_, index) => FINDERS.flatMap((find) => find(reading, index) ?? []));
  const couples = words.flatMap((_, index) => findCouple(reading, index));
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
