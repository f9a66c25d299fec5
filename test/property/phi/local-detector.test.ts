import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSpans } from '../../../lambda/phi/find-spans.ts';
import { createLocalDetector } from '../../../lambda/phi/local-detector.ts';
import type { Span } from '../../../lambda/phi/span.ts';

const CALL = { signal: new AbortController().signal, onOutage: 'refuse' } as const;

const insidePair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && text.codePointAt(at - 1)! > 0xffff;

const expectSound = (text: string, spans: readonly Span[]): void => {
  let last = 0;
  for (const { start, end, score } of spans) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(insidePair(text, start) || insidePair(text, end)).toBe(false);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(1);
    last = end;
  }
};

/** Any string, lone surrogates too, and pieces that the recognizers look at. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          'Dr. ',
          'patient ',
          'John',
          ' Smith',
          'L.',
          ', ',
          '555',
          '-',
          '12',
          '3456',
          '@',
          '.org',
          'MRN',
          ': ',
          '#',
          '\n',
        ],
        ...[
          '😀',
          '\u200b',
          '\ud83d',
          '\udc00',
          '&nbsp;',
          '&#',
          '**',
          '\u0301',
          '５',
          '٣',
          'May ',
          '4',
          '/',
          '19',
          'é',
          '\u0000',
        ],
        ...[
          'https://',
          'a',
          '"',
          '{',
          '}',
          '|',
          '^',
          "'s ",
          'Hospital',
          ' in ',
          'Boston',
          '-----BEGIN PRIVATE KEY-----',
        ],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);

describe('any string', () => {
  it('gives sorted spans inside the text, on whole code points', () => {
    fc.assert(
      fc.property(anyText, fc.option(anyText, { nil: undefined }), (text, label) => {
        expectSound(text, findSpans(text, label));
      }),
      { numRuns: 500 },
    );
  });

  it('also across windows', async () => {
    const detector = createLocalDetector();
    await fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 50, max: 400 }), async (text, times) => {
        const long = `${text}John Smith `.repeat(times);
        const { spans } = await detector.detect([{ text: long }], CALL);
        expectSound(long, spans[0]!);
      }),
      { numRuns: 15 },
    );
  });
});

/** One of each structured type; what is found must cover all of it. */
const PLANTED = [
  '555-12-3456',
  '(212) 555-0187',
  '+44 20 7946 0958',
  'jane.roe@example.org',
  'https://portal.example.com/p/1',
  '10.20.30.40',
  '2001:db8::8a2e:370:7334',
  '4111 1111 1111 1111',
  'GB82 WEST 1234 5698 7654 32',
  '1HGCM82633A004352',
  '1EG4-TE5-MK73',
  'AB1234563',
  '2023-05-04',
  'March 22nd, 2022',
  '5/4/2023',
  'hwk_live_abcdefgh_0123456789',
  'sk-abcdefghijklmnop1234',
] as const;

const filler = fc
  .array(
    fc.constantFrom(
      'the',
      'patient',
      'takes',
      'aspirin',
      'daily',
      'with',
      'food',
      '😀',
      'and',
      'feels',
      'well;',
      '—',
    ),
    {
      maxLength: 12,
    },
  )
  .map((words) => words.join(' '));

describe('a planted identifier', () => {
  it.each(PLANTED)('%s is covered between any words', (planted) => {
    fc.assert(
      fc.property(filler, filler, (before, after) => {
        const text = `${before} ${planted} ${after}`;
        const start = before.length + 1;
        const covering = findSpans(text).filter(
          (span) => span.start <= start && span.end >= start + planted.length,
        );
        expect(covering).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });
});

/** Texts that make a careless pattern backtrack, each of one thing over and over. */
const HOSTILE = [
  'a',
  'A',
  '1',
  ' ',
  '.',
  '-',
  '@',
  '1.',
  'a@',
  '1-',
  'A ',
  'Aa ',
  '\n',
  '😀',
  '\u0301',
  '&',
  '*1',
  'a.',
  '://',
  '"',
  'MRN ',
  'at ',
  '#',
  '\u200b',
  '\u0660',
  'May ',
  ':',
  '|',
  '^',
  '(',
  '/',
  'in ',
  'a,',
  'mrn,a\n',
  '05/04, ',
  'PID|1^~',
  'a: "',
  '{"name":"mrn",',
  '<a b="c" ',
  'INSERT INTO a (b) VALUES (c),',
  '-----BEGIN PRIVATE KEY-----',
  'eyJaaaaaaaaaa.',
  'key_',
  'a at b',
];

describe('a megabyte of one sign', () => {
  it.each(['a', 'A', '1', ' ', '😀', '\ud800', '\u0000', 'ا'])('%j is looked through', async (sign) => {
    const text = sign.repeat(1_000_000 / sign.length);
    const { spans: lists } = await createLocalDetector().detect([{ text }], CALL);
    expect(lists).toHaveLength(1);
    expectSound(text, lists[0]!);
  });
});

describe('one thing over and over', () => {
  it.each(HOSTILE)('%j takes time in proportion to its length', async (unit) => {
    const detector = createLocalDetector();
    const timeOf = async (length: number): Promise<number> => {
      const text = unit.repeat(Math.ceil(length / unit.length));
      const start = process.cpuUsage();
      const { spans } = await detector.detect([{ text }], CALL);
      expectSound(text, spans[0]!);
      const used = process.cpuUsage(start);
      return used.user + used.system;
    };
    await timeOf(20_000);
    const small = await timeOf(40_000);
    const large = await timeOf(400_000);
    // Ten times the text: a quadratic pattern would take a hundred times as long; the rest is noise of small figures.
    expect(large).toBeLessThan(40 * small + 2_000_000);
  });
});
