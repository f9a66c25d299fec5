import { isDea, isIban, isNpi, isVin, passesLuhn } from '../lambda/phi/recognizers/check-digits.ts';

/** A row of numbers that looks random and is the same each time: mulberry32. */
export const createDice = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  const pick = (from: string): string => from.charAt(below(from.length));
  return { below, pick };
};

export type Dice = ReturnType<typeof createDice>;

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const SIGNS: Readonly<Record<string, string>> = {
  '9': '0123456789',
  '8': '123456789',
  A: LETTERS,
  X: `${LETTERS}0123456789`,
  x: '0123456789abcdef',
  z: 'abcdefghijkmnopqrstuvwxyz0123456789',
};

/** "AA-9999" as two letters, a hyphen and four digits; every sign that stands for none is itself. */
const fill = (dice: Dice, shape: string): string =>
  shape.replace(/[98AXxz]/g, (sign) => dice.pick(SIGNS[sign] ?? sign));

const oneOf = (dice: Dice, choices: readonly string[]): string => choices[dice.below(choices.length)] ?? '';

const shaped =
  (...shapes: readonly string[]) =>
  (dice: Dice): string =>
    fill(dice, oneOf(dice, shapes));

/** Draws until the check digit is right. */
const checked =
  (check: (value: string) => boolean, ...shapes: readonly string[]) =>
  (dice: Dice): string => {
    for (;;) {
      const value = fill(dice, oneOf(dice, shapes));
      if (check(value.replaceAll(' ', ''))) return value;
    }
  };

const MONTHS = [
  'January',
  'Feb',
  'March',
  'Apr',
  'May',
  'June',
  'July',
  'Aug',
  'September',
  'Oct',
  'Nov',
  'Dec',
];

const two = (number: number): string => String(number).padStart(2, '0');
const day = (dice: Dice): number => 13 + dice.below(16);
const month = (dice: Dice): number => 1 + dice.below(12);
const year = (dice: Dice): string => String(1940 + dice.below(84));

const DATES: readonly ((dice: Dice) => string)[] = [
  (dice) => `${two(month(dice))}/${two(day(dice))}/${year(dice)}`,
  (dice) => `${String(month(dice))}/${String(day(dice))}/${year(dice).slice(2)}`,
  (dice) => `${year(dice)}-${two(month(dice))}-${two(day(dice))}`,
  (dice) => `${two(day(dice))}.${two(month(dice))}.${year(dice)}`,
  (dice) => `${String(day(dice))} ${oneOf(dice, MONTHS)} ${year(dice)}`,
  (dice) => `${oneOf(dice, MONTHS)} ${String(day(dice))}, ${year(dice)}`,
  (dice) => `the ${String(14 + dice.below(6))}th of ${oneOf(dice, MONTHS)}`,
];

/** What a slot of a template is filled with, by its name. All of it is made up, or set aside for examples. */
export const VALUES: Readonly<Record<string, (dice: Dice) => string>> = {
  VIN: checked(isVin, 'XXXXXXXX8XX999999', 'XXXXXXXXXXX999999'),
  PLATE: shaped('8AAA999', 'AAA-9999', 'AAA 9999', 'AA99 AAA'),
  NPI: checked(isNpi, '1999999999'),
  DEA: checked(isDea, 'AA9999999'),
  IBAN: checked(isIban, 'DE99 9999 9999 9999 9999 99'),
  CARD: checked(passesLuhn, '4999 9999 9999 9999'),
  IMEI: checked(passesLuhn, '359999999999999'),
  SSN: shaped('899-89-8999'),
  FOUR: shaped('8999'),
  DIGITS: shaped('89999999'),
  SHORT: shaped('89999'),
  CODE: shaped('AA-99999', 'A9999999', 'AAA-9999-99'),
  LICENCE: shaped('A9999999', 'A999-9999-9999', 'AA 999999'),
  SERIAL: shaped('AAA999999A', 'SN-99999-A', '89999999'),
  UDI: shaped('(01)99999999999999(17)281231(21)AA99999'),
  SCAN: shaped('AA-99999', 'AAA-9999-AA', 'xxxxxxx8xxxxxxxx'),
  PHOTO: shaped('IMG_20230504_999999.jpg'),
  // 555-0100 to 555-0199 are set aside for stories.
  PHONE: (dice) => `${oneOf(dice, ['(212) ', '617-', '+1 415-'])}555-01${fill(dice, '99')}`,
  URL: (dice) => `https://portal.example.com/p/${fill(dice, '89999')}`,
  IPV4: (dice) => `203.0.113.${String(1 + dice.below(254))}`,
  IPV6: shaped('2001:db8::8xxx:8xxx'),
  MAC: shaped('xx:xx:xx:xx:xx:xx'),
  SECRET: shaped('zzz8zzzzAzzzzz9zzzzzzzzz'),
  PASSWORD: shaped('Azzzz-99!'),
  PIN: shaped('8999'),
  DATE: (dice) => DATES[dice.below(DATES.length)]?.(dice) ?? '',
  US_DAY: (dice) => `${String(month(dice))}/${String(day(dice))}`,
  PACKED: (dice) => `${year(dice)}${two(month(dice))}${two(day(dice))}`,
  AGE: (dice) => String(90 + dice.below(15)),
  YOUNG: (dice) => String(18 + dice.below(70)),
  YEAR: year,
};
