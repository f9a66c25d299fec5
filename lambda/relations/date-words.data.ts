/** Months by the names and short forms that detectors know, without accents and in lower case. */
const MONTH_NAMES: readonly string[] = [
  'january jan enero janvier januar gennaio janeiro',
  'february feb febrero fevrier februar febbraio fevereiro',
  'march mar marzo mars marz maerz marco',
  'april apr abril avril aprile',
  'may mayo mai maggio maio',
  'june jun junio juin juni giugno junho',
  'july jul julio juillet juli luglio julho',
  'august aug agosto aout',
  'september sept sep septiembre septembre settembre setembro',
  'october oct octubre octobre oktober ottobre outubro',
  'november nov noviembre novembre novembro',
  'december dec diciembre decembre dezember dicembre dezembro',
];

export const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';

const CARDINALS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';

const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';

/** Numbers that are said as words. Those that can stand before another one end in nothing but a ten. */
export const SPOKEN_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...ORDINALS.split(' ').map((word, index) => [word, index + 1] as const),
  ...CARDINALS.split(' ').map((word, index) => [word, index + 1] as const),
  ...TENS.split(' ').map((word, index) => [word, 10 * (index + 2)] as const),
  ['thirtieth', 30],
  ['oh', 0],
  ['hundred', 0],
]);

/** Words in a date that say nothing of which day it is. */
export const IDLE_WORDS: ReadonlySet<string> = new Set(
  [
    'the of on in at de del di a am den der le el and st nd rd th º',
    'mon monday tue tues tuesday wed wednes wednesday thu thur thurs thursday fri friday sat satur saturday sun sunday',
  ]
    .join(' ')
    .split(' '),
);

/** Holidays on one day of every year, as month and day. */
export const HOLIDAYS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["new year's day", [1, 1]],
  ["new year's", [1, 1]],
  ["valentine's day", [2, 14]],
  ['independence day', [7, 4]],
  ['july fourth', [7, 4]],
  ['fourth of july', [7, 4]],
  ['halloween', [10, 31]],
  ['veterans day', [11, 11]],
  ['christmas eve', [12, 24]],
  ['christmas day', [12, 25]],
  ['christmas', [12, 25]],
  ['boxing day', [12, 26]],
  ["new year's eve", [12, 31]],
]);
