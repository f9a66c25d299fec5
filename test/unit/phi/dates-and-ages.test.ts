import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('dates', () => {
  it.each([
    '2023-05-04T10:00:00Z',
    '05/04/2023',
    '5/4/23',
    '04.05.2023',
    '12 - 01 - 1944',
    'May 4, 2023',
    'March 22nd, 2022',
    "Nov 11th '23",
    '4 May 2023',
    'the 3rd of May, 2021',
    'January 08',
    'July twenty ninth two thousand eight',
    'August of two thousand seven',
    '02/2022',
    'January 2023',
    '12 de marzo de 2020',
  ])('%s', (date) => {
    expect(found(`seen on ${date}.`)).toEqual([`DATE:${date}`]);
  });
});

describe('what Safe Harbor lets stand', () => {
  it.each([
    'a 65-year-old male',
    'diagnosed in 2019',
    'three months ago, last summer, on Monday',
    'at 08:27 AM',
    'She lives in Ohio and comes from Canada.',
    'for 10 days, every 4-6 hours',
    'may rise in march',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('ages of 90 and over', () => {
  it.each([
    ['a 94-year-old woman', 'AGE:94'],
    ['aged 91', 'AGE:91'],
    ['a ninety-two year old man', 'AGE:ninety-two'],
    ['101 yo F', 'AGE:101'],
  ])('%s', (text, age) => {
    expect(found(text)).toEqual([age]);
  });
});
