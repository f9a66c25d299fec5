import { isCommonWord, isNameAndWord } from './lexicon.ts';
import { mergeSpans } from './merge.ts';
import { isPlainWord } from './name-reading.ts';
import { matchesOf } from './pattern.ts';
import type { Span } from './span.ts';
import { createValueIndex, type KnownValue } from './value-index.ts';
import {
  isAcronym,
  isBrand,
  isCredential,
  isEponym,
  isEponymHead,
  isEverydayHead,
  isParticle,
  isProperWord,
  isTitle,
} from './word-sets.ts';
import { isCapital, type Word, wordsOf } from './words.ts';

/** A value that was found before. */
export interface EarlierValue {
  readonly type: Span['type'];
  readonly value: string;
}

/**
 * Remembers what was found, and finds it again where nothing beside it says what it is: the bare "Okafor" of a later
 * turn, or a record number without its label.
 */
export interface KnownValues {
  /** Takes in what an earlier text showed that is not at hand any more. */
  learn(earlier: readonly EarlierValue[]): void;
  /**
   * Adds to the spans of a text every other occurrence of what is known by now, its own values included. What a later
   * text shows never changes an earlier one, so a conversation that goes on keeps its beginning to the letter.
   */
  complete(text: string, spans: readonly Span[]): readonly Span[];
}

/** Types whose values mean the same wherever they stand. Dates and ages have a form of their own. */
const LASTING: ReadonlySet<Span['type']> = new Set([
  'NAME',
  'PLACE',
  'PHONE',
  'EMAIL',
  'ID',
  'URL',
  'SECRET',
]);

/** Shorter values are too often something else. */
const SHORTEST = 4;
const SHORTEST_PART = 3;

/** More often a year or a time than a value that was found before. */
const FOUR_DIGITS = /^\d{4}[^\p{L}\p{N}]*$/u;

const WORD = /[\p{L}\p{N}]+/gu;
const INSIDE = /[\p{L}\p{N}]/u;

/** Words of a name that name the person by themselves, and hardly anything else. */
const partsOf = (name: string): string[] => {
  const words = wordsOf(name);
  if (words.length < 2) return [];
  return words
    .filter(({ key, shape }) => key.length >= SHORTEST_PART && shape !== 'lower')
    .filter(({ key }) => !(isTitle(key) || isCredential(key) || isParticle(key)))
    .filter(
      ({ key }) =>
        !(isCommonWord(key) || isEponym(key) || isBrand(key) || isProperWord(key) || isAcronym(key)),
    )
    .map(({ text }) => text.toLowerCase());
};

/** Names of people that in a text about software or units are something else. */
const TECHNICAL = new Set(
  'ada cassandra celsius crystal delphi django docker elm erlang fortran gauss git hermes jasmine jenkins kafka kotlin lua maven neo nim ohm perl ruby scala selenium tesla vi vue'.split(
    ' ',
  ),
);

/** Is it an ordinary or a technical word as well? */
const isWord = (word: string): boolean => isPlainWord(word) || isNameAndWord(word) || TECHNICAL.has(word);

/** Is each of its words? "Gene Banks" is, "Rose Okafor" isn't. */
const isAllWords = (value: string): boolean => {
  const words = wordsOf(value);
  return words.length > 0 && words.every(({ key }) => isWord(key));
};

const valuesOf = ({ type, value: written }: EarlierValue): KnownValue[] => {
  if (!LASTING.has(type)) return [];
  const value = written.toLowerCase();
  const isLearnt = value.length >= SHORTEST && !FOUR_DIGITS.test(value);
  const parts = type === 'NAME' ? partsOf(written) : [];
  return [
    ...(isLearnt
      ? [{ text: value, type, ordinary: (type === 'NAME' || type === 'PLACE') && isAllWords(value) }]
      : []),
    ...parts.map((part) => ({ text: part, type, ordinary: isWord(part) })),
  ];
};

/** As much of a text as one word needs. */
const AHEAD = 40;

const wordAt = (text: string, at: number): Word | undefined => wordsOf(text.slice(at, at + AHEAD))[0];

/** In "Cohen syndrome" the name is the disease's, in "the Cohen chart" the patient's. */
const namesDisease = (text: string, end: number): boolean => {
  const head = wordAt(text, end)?.key ?? '';
  return isEponymHead(head) && !isEverydayHead(head);
};

/** Before a name in the middle of a sentence, where a capital says something. */
const BEFORE = /(?:^|[^\p{L}\p{N}])\p{Ll}+,? $/u;

/**
 * Ordinary words are a name again only with capitals, and a single one only within a sentence: "Brown sputum" and
 * "White matter" begin one.
 */
const readsAsName = (text: string, start: number, end: number): boolean => {
  const words = wordsOf(text.slice(start, end));
  const within = words.length > 1 || BEFORE.test(text.slice(Math.max(0, start - AHEAD), start));
  return within && words.every(isCapital);
};

const isMeant = (text: string, start: number, { text: value, type, ordinary }: KnownValue): boolean => {
  const end = start + value.length;
  if (INSIDE.test(text.charAt(end))) return false;
  if (ordinary && !readsAsName(text, start, end)) return false;
  return type !== 'NAME' || !namesDisease(text, end);
};

const toSpan = (start: number, { text, type }: KnownValue): Span => ({
  start,
  end: start + text.length,
  type,
  score: 0.75,
  source: 'known-value',
});

export const createKnownValues = (): KnownValues => {
  const index = createValueIndex();
  const learn = (one: EarlierValue): void => valuesOf(one).forEach((value) => index.add(value));
  return {
    learn: (earlier) => earlier.forEach(learn),
    complete(text, spans) {
      for (const { type, start, end } of spans) learn({ type, value: text.slice(start, end) });
      const lower = text.toLowerCase();
      // Some capitals change their length; then places in one form say nothing about the other.
      if (index.isEmpty() || lower.length !== text.length) return spans;
      const words = matchesOf(lower, WORD).map(({ 0: word, index: at }) => ({
        start: at,
        end: at + word.length,
      }));
      const again: Span[] = [];
      let next = 0;
      for (const [place, { start }] of words.entries()) {
        while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
        if ((spans[next]?.start ?? Number.POSITIVE_INFINITY) <= start) continue;
        for (const value of index.at(lower, words, place)) {
          if (isMeant(text, start, value)) again.push(toSpan(start, value));
        }
      }
      return again.length === 0 ? spans : mergeSpans(text, [...spans, ...again]);
    },
  };
};
