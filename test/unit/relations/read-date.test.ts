import { describe, expect, it } from 'vitest';
import { orderShownBy, type Reading, readDate } from '../../../lambda/relations/read-date.ts';

const USUAL: Reading = { order: 'month-first', shown: false, lastYear: 2027 };

/** As ISO 8601: the day, with the time where one is said; a month; or month and date alone. */
const read = (value: string, reading: Partial<Reading> = {}): string | undefined => {
  const date = readDate(value, { ...USUAL, ...reading });
  const two = (number: number): string => String(number).padStart(2, '0');
  if (date?.kind === 'month') return `${Math.floor(date.month / 12)}-${two((date.month % 12) + 1)}`;
  if (date?.kind === 'no-year') return `--${two(date.month)}-${two(date.date)}`;
  if (date === undefined) return undefined;
  const day = new Date(date.day * 86_400_000).toISOString().slice(0, 10);
  if (date.minute === undefined) return day;
  return `${day}T${two(Math.floor(date.minute / 60))}:${two(date.minute % 60)}`;
};

describe('a date that can be read in more than one way', () => {
  it.each([
    '4.5.2023',
    'May 4-6, 2023',
    'May',
    'early May 2023',
    'Easter 2023',
    'nineteen hundred',
    '12/5/6/2023',
  ])('is left alone: %s', (value) => {
    expect(read(value)).toBeUndefined();
  });

  it.each(['31/31/2023', 'Feb 29, 2023', '13/13/23', '0/4/2023', '2023-02-30'])('is no day: %s', (value) => {
    expect(read(value)).toBeUndefined();
  });

  it('is read in the order that the text has shown', () => {
    expect(read('5/4/2023')).toBe('2023-05-04');
    expect(read('5/4/2023', { order: 'day-first', shown: true })).toBe('2023-04-05');
    expect(read('5.4.2023', { order: 'day-first', shown: true })).toBe('2023-04-05');
    expect(read('5/4/2023', { order: undefined })).toBeUndefined();
    expect(read('5/5/2023', { order: undefined })).toBe('2023-05-05');
    expect(['25/12/2023', '12/25/23', '5/4/2023', '13.2.2024'].map(orderShownBy)).toEqual([
      ...['day-first', 'month-first', undefined, 'day-first'],
    ]);
  });

  it('with two digits for the year is of the last hundred years', () => {
    expect(read('5/4/27')).toBe('2027-05-04');
    expect(read('5/4/28')).toBe('1928-05-04');
    expect(read("Aug 10, '45")).toBe('1945-08-10');
    expect(read('5/4/99', { lastYear: 2101 })).toBe('2099-05-04');
  });
});

describe('a day', () => {
  it.each([
    ...['5/4/23', '05/04/2023', '5-4-2023', '5 / 4 / 2023', '2023-05-04', '2023/5/4', '20230504', '5 4 2023'],
    ...[
      'May 4, 2023',
      'MAY 4 2023',
      'May 4th, 2023',
      'the 4th of May, 2023',
      'Thursday, May 4, 2023',
      "May 4 '23",
    ],
    ...['4-May-23', '04MAY2023', '4 mai 2023', '4 de mayo de 2023', '4. Mai 2023', '4 May 2023.'],
    ...['May fourth, twenty twenty-three', 'the fourth of May two thousand and twenty three'],
    ...['2023-05-04T14:30:00Z', '2023-05-04T14:30:00+02:00'],
  ])('is found in %s', (value) => {
    expect(read(value)).toBe('2023-05-04');
  });

  it.each([
    ['2/29/2024', '2024-02-29'],
    ['25/12/2023', '2023-12-25'],
    ['New Year’s Eve 2022', '2022-12-31'],
    ['fourth of July, 2021', '2021-07-04'],
    ['twenty third of march nineteen eighty-five', '1985-03-23'],
    ['May fifth twenty oh nine', '2009-05-05'],
    ['3 4 1961', '1961-03-04'],
    ['4 août 2023', '2023-08-04'],
    ['1 März 1958', '1958-03-01'],
    ['05/04/2023 2:30 pm', '2023-05-04T14:30'],
    ['05/04/2023 12:05 a.m.', '2023-05-04T00:05'],
    ['May 4, 2023 at 17:20', '2023-05-04T17:20'],
    ['2023-05-04 07:00:59', '2023-05-04T07:00'],
    ['202305041430', '2023-05-04T14:30'],
  ])('is found in %s', (value, day) => {
    expect(read(value)).toBe(day);
  });
});

describe('less than a day', () => {
  it.each([
    ['May 2023', '2023-05'],
    ['05/2023', '2023-05'],
    ["May '23", '2023-05'],
    ['may nineteen ninety', '1990-05'],
    ['January 08', '--01-08'],
    ['1/15', '--01-15'],
    ['the fifth of May', '--05-05'],
    ['Feb 29', '--02-29'],
    ['March twenty', '--03-20'],
  ])('is found in %s', (value, found) => {
    expect(read(value)).toBe(found);
  });
});
