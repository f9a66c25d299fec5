import { describe, expect, it } from 'vitest';
import type { PhiType } from '../../../lambda/contract/phi-type.ts';
import { findSpans } from '../../../lambda/phi/find-spans.ts';
import type { Span } from '../../../lambda/phi/span.ts';
import { policyOf } from '../../support/policies.ts';

/** What a policy says of a text, as `action rule TYPE:words`; the recognizers find, or the given spans stand for them. */
const judged = (policy: object, text: string, ...found: readonly (readonly [PhiType, string, number?])[]) => {
  const spans = found.map(([type, words, score = 0.9]): Span => {
    const start = text.indexOf(words);
    return { start, end: start + words.length, type, score, source: 'test' };
  });
  return policyOf(policy)
    .rules.judge(text, found.length === 0 ? findSpans(text) : spans)
    .map(({ span, action, rule }) => `${action} ${rule} ${span.type}:${text.slice(span.start, span.end)}`);
};

describe('allowed and denied terms', () => {
  it('an allowed term in a longer place frees nothing but itself', () => {
    const text = 'Seen at Mercy General, 12 Elm St today.';
    expect(judged({ allow: ['mercy general'] }, text, ['PLACE', 'Mercy General, 12 Elm St'])).toEqual([
      'keep allow PLACE:Mercy General',
      'tokenise action PLACE:12 Elm St',
    ]);
  });

  it('what is left of a place is judged by itself', () => {
    const text = 'From Mercy General in Texas.';
    expect(judged({ allow: ['Mercy General'] }, text, ['PLACE', 'Mercy General in Texas'])).toEqual([
      'keep allow PLACE:Mercy General in',
      'keep profile PLACE:Texas',
    ]);
    expect(
      judged({ allow: ['Mercy General'], profile: 'strict' }, text, ['PLACE', 'Mercy General in Texas']),
    ).toEqual(['keep allow PLACE:Mercy General in', 'tokenise action PLACE:Texas']);
  });

  it('a person is not half named by a drug that is allowed', () => {
    const policy = { allow: ['Heather'] };
    expect(judged(policy, 'Heather Okafor takes Heather.', ['NAME', 'Heather Okafor'])).toEqual([
      'tokenise action NAME:Heather Okafor',
    ]);
    expect(judged(policy, 'takes Heather daily', ['NAME', 'Heather'])).toEqual(['keep allow NAME:Heather']);
  });

  it('a term that is longer than the finding covers it', () => {
    const text = 'the Parkland Formula for burns';
    expect(judged({ allow: ['Parkland Formula'] }, text, ['PLACE', 'Parkland'])).toEqual([
      'keep allow PLACE:Parkland',
    ]);
  });

  it('what is denied inside of what is allowed goes, and only that', () => {
    const policy = { allow: ['Mercy General'], deny: ['Mercy'] };
    expect(judged(policy, 'Mercy General is full.', ['PLACE', 'Mercy General'])).toEqual([
      'tokenise deny NAME:Mercy',
      'keep allow PLACE:General',
    ]);
  });

  it('what is denied inside of what counts stays one with it, by the stricter action', () => {
    const text = 'at Mercy General, 12 Elm St';
    const found = ['PLACE', 'Mercy General, 12 Elm St'] as const;
    expect(judged({ deny: ['Mercy'] }, text, found)).toEqual([
      'tokenise action PLACE:Mercy General, 12 Elm St',
    ]);
    expect(judged({ deny: ['Mercy'], actions: { NAME: 'block' } }, text, found)).toEqual([
      'block deny NAME:Mercy General, 12 Elm St',
    ]);
  });

  it('denied terms are found where nothing else is, whatever the profile, thresholds and actions say', () => {
    const policy = { deny: ['Project Heron', 'ward 7'], actions: { NAME: 'keep' }, thresholds: { ID: 1 } };
    expect(judged(policy, 'the PROJECT  heron on Ward 7')).toEqual([
      'tokenise deny NAME:PROJECT  heron',
      'tokenise deny ID:Ward 7',
    ]);
    const texas = { deny: [{ term: 'Texas', type: 'PLACE' }] };
    expect(judged(texas, 'moved to Texas')).toEqual(['tokenise deny PLACE:Texas']);
  });

  it('of denied terms that overlap all letters go', () => {
    const policy = { deny: ['alpha beta', 'beta gamma 3'] };
    expect(judged(policy, 'on alpha beta gamma 3 now')).toEqual(['tokenise deny NAME:alpha beta gamma 3']);
  });
});

describe('terms of other scripts', () => {
  const deniedIn = (term: string, text: string): string[] =>
    policyOf({ deny: [term] })
      .rules.deniedIn(text)
      .map(({ start, end }) => text.slice(start, end));

  it.each([
    ['Клиника Mercy', 'в КЛИНИКЕ, клиника MERCY.', 'клиника MERCY'],
    ['Straße', 'an der STRASSE', 'STRASSE'],
    ['ΟΔΟΣ', 'στην οδος εδω', 'οδος'],
    ['José', 'saw Jose\u0301 and Jose', 'Jose\u0301'],
    ['仁爱医院', '我在仁爱医院看病', '仁爱医院'],
    ['仁'.repeat(40), `在${'仁'.repeat(40)}里`, '仁'.repeat(40)],
    ['अस्पताल', 'यह अस्पताल है', 'अस्पताल'],
    ['Ｍercy', 'at MERCY now', 'MERCY'],
    ['mercy', 'at Mer\u200bcy now', 'Mer\u200bcy'],
  ])('%s is found in %s', (term, text, written) => {
    expect(deniedIn(term, text)).toEqual([written]);
  });

  it.each([
    ['Ann', 'annual Anne Hann ann1'],
    ['पताल', 'यह अस्पताल है'],
    ['Jose', 'saw Jose\u0301'],
    ['A-1', 'A1 and A 1'],
  ])('%s is found nowhere in %s', (term, text) => {
    expect(deniedIn(term, text)).toEqual([]);
  });

  it('frees what is written in two scripts', () => {
    const text = 'из Клиника Mercy, 12 Elm St';
    expect(judged({ allow: ['клиника mercy'] }, text, ['PLACE', 'Клиника Mercy, 12 Elm St'])).toEqual([
      'keep allow PLACE:Клиника Mercy',
      'tokenise action PLACE:12 Elm St',
    ]);
  });
});

describe('the profile', () => {
  const text =
    'A 45-year-old from Texas, ill since 2019, seen Monday, 3 weeks ago, at 10:30, on May 4, 2026.';

  it('lets stand what Safe Harbor does', () => {
    expect(judged({}, text)).toEqual([
      'keep profile AGE:45',
      'keep profile PLACE:Texas',
      'keep profile DATE:2019',
      'tokenise action DATE:May 4, 2026',
    ]);
  });

  it('is strict on ages, places and years, and lets times without a day stand', () => {
    expect(judged({ profile: 'strict' }, text)).toEqual([
      'tokenise action AGE:45',
      'tokenise action PLACE:Texas',
      'tokenise action DATE:2019',
      'tokenise action DATE:May 4, 2026',
    ]);
    const times = 'seen last Monday, 10:30';
    expect(judged({ profile: 'strict' }, times, ['DATE', 'last Monday'], ['DATE', '10:30'])).toEqual([
      'keep profile DATE:last Monday',
      'keep profile DATE:10:30',
    ]);
  });

  it.each([
    ['forty-five-year-old', 'AGE:forty-five'],
    ['a 6-month-old', 'AGE:6'],
    ['aged 71 and well', 'AGE:71'],
    ['lives in South Korea', 'PLACE:South Korea'],
    ['born in Fargo, ND', 'PLACE:'],
    ['in the 1990s', 'DATE:1990s'],
  ])('strict: %s', (said, found) => {
    expect(
      judged({ profile: 'strict' }, said).some((one) => one.startsWith(`tokenise action ${found}`)),
    ).toBe(true);
  });

  it.each(['2000 mg of turkey', '4.2019 units', 'grade 2010/11 of 12', 'age 45 mg', 'for 20 years'])(
    'strict, and nothing in: %s',
    (said) => {
      expect(judged({ profile: 'strict' }, said)).toEqual([]);
    },
  );

  it('lets no year stand that is part of a day in another reading', () => {
    const part: Span = { start: 0, end: 5, type: 'DATE', score: 0.9, source: 'test', telling: true };
    const [verdict] = policyOf({}).rules.judge('/1973.', [part]);
    expect(verdict?.action).toBe('tokenise');
  });
});

describe('thresholds and actions', () => {
  it('a finding below the threshold of its type stays, one at it does not', () => {
    const found = [
      ['NAME', 'Rose', 0.5],
      ['NAME', 'Okafor', 0.6],
      ['ID', 'X-17', 0.5],
    ] as const;
    expect(judged({ thresholds: { NAME: 0.6 } }, 'Rose saw Okafor X-17', ...found)).toEqual([
      'keep threshold NAME:Rose',
      'tokenise action NAME:Okafor',
      'tokenise action ID:X-17',
    ]);
  });

  it('by type it is kept, replaced or refused', () => {
    const actions = { DATE: 'keep', ID: 'block' } as const;
    const text = 'Patient Jane Roe, MRN 48215733, seen 5/4/2026';
    expect(judged({ actions }, text)).toEqual([
      'tokenise action NAME:Jane Roe',
      'block action ID:48215733',
      'keep action DATE:5/4/2026',
    ]);
  });
});

it('many terms cost no more than few', { timeout: 20_000 }, () => {
  const text = 'alpha alpha beta gamma delta '.repeat(4_000);
  const terms = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `alpha beta ${index}`);
  const time = (count: number): number => {
    const { rules } = policyOf({ deny: terms(count) });
    rules.judge(text, []);
    const began = performance.now();
    rules.judge(text, []);
    return performance.now() - began;
  };
  const few = time(2);
  expect(time(2_000)).toBeLessThan(few * 6 + 100);
});
