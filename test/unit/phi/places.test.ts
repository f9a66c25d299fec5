import { describe, expect, it } from 'vitest';
import { found } from './found.ts';

describe('places', () => {
  it.each([
    [
      'lives at 123 Main St, Apt 4B, Springfield, IL 62704',
      'PLACE:123 Main St, Apt 4B, Springfield, IL 62704',
    ],
    ['from 51864 Cummings Shoals Apt. 519. Mom is here', 'PLACE:51864 Cummings Shoals Apt. 519'],
    ['P.O. Box 123', 'PLACE:P.O. Box 123'],
    ['Address: 12 Rue de Rivoli, Paris', 'PLACE:12 Rue de Rivoli, Paris'],
    ['at home, Chicago 60607', 'PLACE:Chicago 60607'],
    ['zip code 94103', 'PLACE:94103'],
    ['lives in springfield il 62704', 'PLACE:springfield il 62704'],
    ['Suite 500, they said', 'PLACE:Suite 500'],
    ['PSC 3294, Box 9168\nAPO AE 09123', 'PLACE:PSC 3294, Box 9168\nAPO AE 09123'],
    ['Apt. 022\n ESPOO\n Finland 23221', 'PLACE:23221'],
    ['She lives in Sunnyvale, CA', 'PLACE:Sunnyvale, CA'],
    ['en route from Alexanderfort today', 'PLACE:Alexanderfort'],
    ['in Marin County', 'PLACE:Marin County'],
    ["seen at St. Luke's Hospital in Phoenix", "PLACE:St. Luke's Hospital in Phoenix"],
    ['He grew up in Zarvinda.', 'PLACE:Zarvinda'],
    ['They flew to Zarvinda on Monday.', 'PLACE:Zarvinda'],
    ["I'm in Zarvinda for a trip.", 'PLACE:Zarvinda'],
    ['treated at UCSF', 'PLACE:UCSF'],
    ['admitted to Georgetown Med', 'PLACE:Georgetown Med'],
    ['a patient from our Dallas office', 'PLACE:Dallas'],
    ['seen at springfield clinic last week', 'PLACE:springfield clinic'],
  ])('%s', (text, place) => {
    expect(found(text)).toContain(place);
  });

  it.each([
    'the pain clinic',
    'Much of it comes from Orphanet.',
    'She returned to Baseline.',
    'an outpatient hospital visit',
    'National Institutes of Health',
    'Rocky Mountain spotted fever',
    'The city and state, e.g. San Francisco, CA',
    'Write a haiku about Paris in spring',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
