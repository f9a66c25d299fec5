import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const NINETY = String.raw`(?:9\d|1[01]\d|12[0-5])`;
const SPOKEN = String.raw`(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a) hundred(?:(?: and)? (?:one|two|three|four|five|six|seven|eight|nine|ten))?)`;
const UNIT = String.raw`(?:[ -]{0,2}(?:years?|yrs?\.?)[ -]{1,2}(?:old|of age|young)|[ -]{0,2}(?:y\/o|yo|y\.o\.|yr old|yrs old|yoa|yof|yom|y\.?o\.?[mf])(?!\w))`;

const RULES: readonly PatternRule[] = [
  {
    source: 'age',
    type: 'AGE',
    score: 0.95,
    pattern: new RegExp(String.raw`(?<![\w.,/-])(?:${NINETY}|${SPOKEN})(?=${UNIT})`, 'gi'),
  },
  {
    source: 'age-labelled',
    type: 'AGE',
    score: 0.9,
    pattern: new RegExp(
      String.raw`(?<!\w)(?:aged?|at the age of|age of|turned|turning|turns)(?: is)?[ :=]{1,3}(?<id>${NINETY}|${SPOKEN})(?![\w%]|[.,/-]\d)`,
      'gi',
    ),
    // "over the age of 90" in a guideline is about many; "turned 95 degrees" is no age.
    accept: (value, text, start) =>
      !/^ ?(?:days|weeks|months|hours|minutes|degrees|mg|percent|to|-)/i.test(
        text.slice(start + value.length, start + value.length + 10),
      ),
  },
];

/** Ages of 90 and over; younger ones identify nobody under Safe Harbor. */
export const findAges = (text: string): Span[] => matchRules(text, RULES);
