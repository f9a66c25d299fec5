import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';
import { isStateCode } from '../states.ts';
import { opensPlace } from '../word-lists.ts';
import { isRegion } from '../word-sets.ts';
import { gapBetween, isCapital, type Word } from '../words.ts';

const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty';
const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen';
const NUMBER = String.raw`(?:[1-8]?\d(?:\.\d)?|(?:${TENS})(?:[ -](?:${ONES}))?|${TEENS}|${ONES})`;
const YEARS = String.raw`[ -]{0,2}(?:years?|yrs?\.?)[ -]{1,2}(?:old|of age|young)|[ -]{0,2}(?:y\/o|yo|y\.o\.|yoa|yof|yom|y\.?o\.?[mf])(?!\w)`;
const LESS = String.raw`[ -]{0,2}(?:month|week|day|mo|wk)s?[ -]{1,2}(?:old|of age)`;

const AGES: readonly PatternRule[] = [
  {
    source: 'age-below-90',
    type: 'AGE',
    score: 0.9,
    needs: /y(?:ea)?r|y[./]?o|month|week|day|mo|wk/i,
    pattern: new RegExp(String.raw`(?<![\w.,/-])${NUMBER}(?=${YEARS}|${LESS})`, 'gi'),
  },
  {
    source: 'age-below-90',
    type: 'AGE',
    score: 0.8,
    needs: /age|turn/i,
    pattern: new RegExp(
      String.raw`(?<!\w)(?:aged?|at the age of|age of|turned|turns)(?: is)?[ :=]{1,3}(?<id>${NUMBER})(?![\w%]|[.,/-]\d| ?(?:degrees|mg|percent|to|-))`,
      'gi',
    ),
  },
];

const YEARS_ALONE: readonly PatternRule[] = [
  {
    source: 'year-alone',
    type: 'DATE',
    score: 0.7,
    pattern:
      /(?<![\w.,/:#$-])(?:19|20)\d{2}s?(?![\w%]|[.,/:-]\d| ?(?:mg|mcg|µg|ug|g|kg|ml|l|iu|units?|kcal|calories|cells|steps|copies)(?!\w))/gi,
  },
];

/** In words: `district of columbia`. */
const LONGEST_REGION = 3;

const regionAt = (text: string, words: readonly Word[], index: number): number | undefined => {
  const first = words[index];
  if (first === undefined || !(isRegion(first) || opensPlace(first))) return undefined;
  let key = first.key;
  let end: number | undefined = isRegion(first) ? first.end : undefined;
  for (let more = 1; more < LONGEST_REGION; more += 1) {
    const word = words[index + more];
    if (word === undefined || gapBetween(text, words[index + more - 1], word) !== ' ') break;
    key += ` ${word.key}`;
    if (isRegion(key)) end = word.end;
  }
  return end;
};

const isCodeBehindTown = (text: string, { text: code, start }: Word): boolean =>
  code.length === 2 && isStateCode(code) && /\p{L},\s$/u.test(text.slice(Math.max(0, start - 3), start));

/** States and countries with a capital: without one, turkey is a meal. */
const findRegions = (text: string, words: readonly Word[]): Span[] => {
  const spans: Span[] = [];
  let from = 0;
  for (const [index, word] of words.entries()) {
    if (word.start < from || !isCapital(word)) continue;
    const end = isCodeBehindTown(text, word) ? word.end : regionAt(text, words, index);
    if (end === undefined) continue;
    spans.push({ start: word.start, end, type: 'PLACE', score: 0.7, source: 'region' });
    from = end;
  }
  return spans;
};

/**
 * What Safe Harbor lets stand, for those whose policy doesn't: ages below 90, years alone, states and countries. Not
 * to be merged with what identifies somebody, see `uniteSpans`.
 */
export const findStanding = (text: string, words: readonly Word[]): Span[] => [
  ...matchRules(text, /\d/.test(text) ? [...AGES, ...YEARS_ALONE] : AGES),
  ...findRegions(text, words),
];
