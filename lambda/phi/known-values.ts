import { isCommonWord, isNameAndWord } from './lexicon.ts';
import { mergeSpans } from './merge.ts';
import { isPlainWord } from './name-reading.ts';
import type { Span } from './span.ts';
import {
  isAcronym,
  isBrand,
  isCredential,
  isEponym,
  isEponymHead,
  isParticle,
  isProperWord,
  isTitle,
} from './word-sets.ts';
import { isCapital, type Word, wordsOf } from './words.ts';

/**
 * Remembers what was found, and finds it again where nothing beside it says what it is: the bare "Okafor" of a later
 * turn, or a record number without its label.
 */
export interface KnownValues {
  /**
   * Adds to the spans of a text every other occurrence of what is known by now, its own values included. What a later
   * text shows never changes an earlier one, so a conversation that goes on keeps its beginning to the letter.
   */
  complete(text: string, spans: readonly Span[]): readonly Span[];
}

interface KnownValue {
  /** Lower case. */
  readonly text: string;
  readonly type: Span['type'];
  /** Found only where it begins with a capital: in lower case it may be any word. */
  readonly capital: boolean;
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

/** Is it an ordinary word as well? */
const isWord = (value: string): boolean => isPlainWord(value) || isNameAndWord(value);

const valuesIn = (text: string, { start, end, type }: Span): KnownValue[] => {
  const value = text.slice(start, end).toLowerCase();
  const whole = { text: value, type, capital: (type === 'NAME' || type === 'PLACE') && isWord(value) };
  const parts = type === 'NAME' ? partsOf(text.slice(start, end)) : [];
  return [
    ...(value.length < SHORTEST ? [] : [whole]),
    ...parts.map((part) => ({ text: part, type, capital: isWord(part) })),
  ];
};

/** As much of a text as one word needs. */
const AHEAD = 40;

const wordAt = (text: string, at: number): Word | undefined => wordsOf(text.slice(at, at + AHEAD))[0];

/** In "Cohen syndrome" the name is the disease's. */
const namesDisease = (text: string, end: number): boolean => isEponymHead(wordAt(text, end)?.key ?? '');

export const createKnownValues = (): KnownValues => {
  /** By their first word. */
  const known = new Map<string, Map<string, KnownValue>>();

  const learn = (value: KnownValue): void => {
    const first = /[\p{L}\p{N}]+/u.exec(value.text);
    if (first?.index !== 0) return;
    const alike = known.get(first[0]) ?? new Map<string, KnownValue>();
    known.set(first[0], alike);
    if (!alike.has(value.text)) alike.set(value.text, value);
  };

  const at = (text: string, lower: string, word: string, start: number): Span[] =>
    [...(known.get(word)?.values() ?? [])]
      .filter((value) => lower.startsWith(value.text, start))
      .filter((value) => !INSIDE.test(text.charAt(start + value.text.length)))
      .filter((value) => !value.capital || isCapital(wordAt(text, start)))
      .filter((value) => value.type !== 'NAME' || !namesDisease(text, start + value.text.length))
      .map(({ text: value, type }) => ({
        start,
        end: start + value.length,
        type,
        score: 0.75,
        source: 'known-value',
      }));

  return {
    complete(text, spans) {
      for (const span of spans) {
        if (LASTING.has(span.type)) for (const value of valuesIn(text, span)) learn(value);
      }
      const lower = text.toLowerCase();
      // Some capitals change their length; then places in one form say nothing about the other.
      if (known.size === 0 || lower.length !== text.length) return spans;
      const again: Span[] = [];
      let next = 0;
      for (const { 0: word, index } of lower.matchAll(WORD)) {
        while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= index) next += 1;
        if ((spans[next]?.start ?? Number.POSITIVE_INFINITY) <= index) continue;
        again.push(...at(text, lower, word, index));
      }
      return again.length === 0 ? spans : mergeSpans(text, [...spans, ...again]);
    },
  };
};
