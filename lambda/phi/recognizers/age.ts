import { matchRules, type PatternRule } from '../pattern.ts';
import type { Span } from '../span.ts';

const NINETY = String.raw`(?:9\d|1[01]\d|12[0-5])`;
const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const SPOKEN = String.raw`(?:ninety(?:[ -](?:${ONES}))?|(?:(?:one|a) )?hundred(?:(?: and)? (?:${ONES}|ten))?)`;
const UNIT = String.raw`(?:[ -]{0,2}(?:years?|yrs?\.?)[ -]{1,2}(?:old|of age|young)|[ -]{0,2}(?:y\/o|yo|y\.o\.|yr old|yrs old|yoa|yof|yom|y\.?o\.?[mf]|y ?[mf])(?!\w))`;
const SEX = '(?:m|f|male|female|man|woman)(?!\\w)';
const STORY = String.raw`(?: ?,| (?:with|w\/|who|s\/p|h\/o|hx|c\/o|presents|presenting|here|admitted|found|brought|from|on|in for)(?!\w)|[.;]|$)`;
const SOMEBODY =
  '(?:she|he|they|who|i|patient|pt|mother|father|grandmother|grandfather|grandma|grandpa|mom|mum|dad|wife|husband|aunt|uncle|resident|client)';
const NO_AMOUNT = String.raw`(?![\w%/°]|[.,:-]\d| ?(?:%|°|kg|lbs?|pounds?|kilos?|percent|degrees|bpm|beats|mg|mcg|ml|cm|mm|mmhg|points?|inches|feet|units?|days?|weeks?|months?|hours?|minutes?|miles?|times|on|out|over|of|to|f|c|systolic|and rising|fahrenheit)(?!\w))`;

/** "90 or over" is the one class that Safe Harbor names itself; studies and guidelines speak of it. */
const isClass = (value: string, text: string, start: number): boolean =>
  /^(?:90|ninety)$/i.test(value) &&
  (/(?:over|above|than|under|below|least|to|beyond|[<>≥≤]=?)(?: the)?(?: age(?: of)?)? ?$/i.test(
    text.slice(Math.max(0, start - 24), start),
  ) ||
    /^ ?(?:\+|(?:years? )?(?:and|or) (?:over|older|above|more|under|below|younger|up))/i.test(
      text.slice(start + value.length, start + value.length + 20),
    ));

const age = (source: string, pattern: string, score: number): PatternRule => ({
  source,
  type: 'AGE',
  score,
  pattern: new RegExp(pattern, 'gi'),
  accept: (value, text, start) => !isClass(value, text, start),
});

const RULES: readonly PatternRule[] = [
  age('age', String.raw`(?<![\w.,/-])(?:${NINETY}|${SPOKEN})(?=\+?${UNIT})`, 0.95),
  age(
    'age-labelled',
    // "turned 95 degrees" and "aged 91 days" are none.
    String.raw`(?<!\w)(?:aged?|at the age of|age of|turned|turning|turns)(?:\/sex)?(?: is)?[ :=]{1,3}(?<id>${NINETY}|${SPOKEN})(?![\w%]|[.,-]\d|\/\d| ?(?:days|weeks|months|hours|minutes|degrees|mg|percent|to|-))`,
    0.9,
  ),
  age(
    'age-and-sex',
    String.raw`(?<![\w.,/-])${NINETY}(?= ?\/ ?${SEX}|, ?(?:fe)?male(?!\w)|m(?!\w)${STORY})`,
    0.85,
  ),
  // "101 F" is a temperature as well.
  age(
    'age-by-sex',
    String.raw`(?:^|(?:^|\s)(?:an?|our|this|pt|patient|for|is)[ :]{1,2}|[.;:\n] ?)(?<id>${NINETY})(?= ?[mf]${STORY}| (?:male|female|man|woman|lady|gentleman)(?! \w{2,20}s(?!\w))${STORY})`,
    0.8,
  ),
  age(
    'age-of-somebody',
    String.raw`(?<!\w)${SOMEBODY}(?:['’](?:s|m|re)| is| am| are| was| turns| will be| would be)(?: now| just| almost| nearly| about| already| only| turning)? (?<id>${NINETY}|${SPOKEN})${NO_AMOUNT}`,
    0.75,
  ),
  age(
    'age-at-death',
    String.raw`(?<!\w)(?:(?:died|passed(?: away)?|death) at|lived to(?: be)?|made it to|lived until)(?: age| the age of)? (?<id>${NINETY}|${SPOKEN})${NO_AMOUNT}`,
    0.8,
  ),
  age(
    'age-birthday',
    String.raw`(?<![\w.,/-])(?:${NINETY}(?:st|nd|rd|th)|ninetieth|hundredth)(?= birthday)`,
    0.9,
  ),
  age(
    'age-decade',
    String.raw`(?<!\w)in (?:her|his|their|my)(?: early| mid(?:dle)?| late)?[ -](?<id>(?:(?:early|mid|late)-)?(?:9\d['’]?s|1[01]0['’]?s|nineties))(?!\w)`,
    0.9,
  ),
  age('age-noun', String.raw`(?<!\w)(?:super-?)?(?:nonagenarian|centenarian)s?(?!\w)`, 0.8),
];

const MAY_HOLD_AGE = /9\d|1[012]\d|ninet|hundred|genarian|centenarian/i;

/** Ages of 90 and over; younger ones identify nobody under Safe Harbor. */
export const findAges = (text: string): Span[] => (MAY_HOLD_AGE.test(text) ? matchRules(text, RULES) : []);
