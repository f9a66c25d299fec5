/*
 * Pattern text for the parts of a date, shared by the recognizers of its forms.
 */

export const FULL_MONTH =
  'january|february|march|april|may|june|july|august|september|october|november|december';
export const SHORT_MONTH = String.raw`jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec`;
export const MONTH = String.raw`(?:${FULL_MONTH}|(?:${SHORT_MONTH})(?:\.|(?![\p{L}])))`;
export const OTHER_MONTH =
  'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|januar|februar|märz|juni|juli|oktober|dezember|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro';

const DAY_OF_WEEK = String.raw`(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?`;
/** "Monday ", "Mon., the ", or nothing. */
export const WEEKDAY = String.raw`(?:${DAY_OF_WEEK}\.?,? (?:the )?)?`;
/** A day of the week that must be there. */
export const ON_WEEKDAY = String.raw`${DAY_OF_WEEK}\.?,? (?:the )?`;

const DAY = String.raw`(?:3[01]|[12]\d|0?[1-9])`;
export const ORDINAL = String.raw`(?:${DAY} ?(?:st|nd|rd|th)|${DAY})`;
export const SUFFIXED_DAY = String.raw`${DAY}(?:st|nd|rd|th)`;
export const YEAR = String.raw`(?:(?:19|20)\d{2}|['’]\d{2})`;
export const AFTER_DAY = String.raw`(?![\p{L}\d%]|[./:]\d|-\d{1,2}(?!\d))`;

export const SPOKEN_DAY = String.raw`(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth`;
export const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen';
export const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
export const BELOW_HUNDRED = String.raw`(?:(?:${TENS})(?:[ -](?:${ONES}))?|${TEENS}|${ONES})`;
export const SPOKEN_YEAR = String.raw`(?:two thousand(?: and)?(?: ${BELOW_HUNDRED})?|(?:nineteen|twenty) (?:hundred|oh (?:${ONES})|${BELOW_HUNDRED}))`;
export const HOLIDAY = String.raw`christmas(?: eve| day)?|new year['’]?s(?: eve| day)?|thanksgiving(?: day)?|easter(?: sunday| monday)?|halloween|independence day|labor day|memorial day|valentine['’]?s day|boxing day|good friday|veterans day|mother['’]?s day|father['’]?s day|july fourth|fourth of july`;

/** A time of day right after a date, as machines write it. */
export const CLOCK = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\d))?`;

/** What a date before it says that it isn't: a share, a dose, a grade, a count. */
export const NO_DATE_AFTER = String.raw`(?!\d|[/%.-]\d|[\p{L}]|,\d{3}| (?:in|strength|of|doses?|pain|scale|tabs?|tablets?|pills?|caps?|capsules?|cups?|teaspoons?|tsp|inch|inches|miles?|hours?|hrs?|normal|systolic|diastolic|murmur|power|motor|mg|mcg|ml|l|ns|points?|stars?|full|bottles?|packs?|ppd|mile|way|questions?)(?![\p{L}]))`;
