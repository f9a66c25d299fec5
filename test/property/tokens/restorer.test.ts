import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRestorer, restoreText } from '../../../lambda/tokens/restorer.ts';
import { type Replacement, tokeniseText } from '../../../lambda/tokens/tokenise-text.ts';
import { bookOf } from '../../support/books.ts';

const VALUES = [
  ['NAME', 'Maria "Mia" Öztürk-Łoś'],
  ['PLACE', '12 Back\\slash Rd\nApt 🏥 3'],
  ['DATE', '3/4/2021'],
  ['ID', 'NAME_4KQ7ZD'],
] as const;

/** Pieces that make trouble: tokens, their beginnings, escapes, look-alikes, quotes, emoji. */
const trouble = (tokens: readonly string[]) =>
  fc.oneof(
    fc.constantFrom(...tokens),
    fc.constantFrom(...tokens.map((token) => token.toLowerCase())),
    fc.constantFrom(...tokens.map((token) => token.replace('_', '\\_'))),
    fc.constantFrom(...tokens.map((token) => token.replace('_', '\\\\_'))),
    fc.constantFrom(...tokens).chain((token) => fc.nat(token.length).map((length) => token.slice(0, length))),
    fc.constantFrom(
      'NAME_',
      'NAME\\',
      'ID_000000',
      'NAME_4KQ7ZD',
      '_',
      '\\',
      '"',
      '{',
      '}',
      '[',
      ':',
      '```json\n',
      '``` json\n',
      '~~~\n',
      '```',
      '<tool_call>',
      '\n{"a": "',
      '\n[',
      '}\n',
      '\n',
      ' https://x.test/?q=',
      '(HTTP://x.test/',
      'htt',
      'ps://',
      ')',
      '\\/',
    ),
    fc.constantFrom('🏥', '👩‍⚕️', 'é', '\r\n', ' ', '\\u0041', '\\"', '{"a":"', '"}'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );

const cut = (text: string, at: readonly number[]): string[] => {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => text.slice(start, places[index] ?? text.length));
};

describe('restoring a text in pieces', () => {
  const book = bookOf(...VALUES);
  const tokens = book.issued().map(({ token }) => token);

  for (const context of ['text', 'json', 'url'] as const) {
    it(`gives the same ${context} however it is cut`, () => {
      fc.assert(
        fc.property(
          fc.array(trouble(tokens), { maxLength: 20 }),
          fc.array(fc.nat(), { maxLength: 40 }),
          (parts, at) => {
            const text = parts.join('');
            const restorer = createRestorer(book, { context });
            const pieces = cut(text, at).map((piece) => restorer.feed(piece));
            expect([...pieces, restorer.flush()].join('')).toBe(restoreText(text, book, { context }));
          },
        ),
        { numRuns: 2_000 },
      );
    });
  }

  it('gives the same text unit by unit', () => {
    fc.assert(
      fc.property(fc.array(trouble(tokens), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const restorer = createRestorer(book, { context: 'text' });
        const pieces = text.split('').map((unit) => restorer.feed(unit));
        expect([...pieces, restorer.flush()].join('')).toBe(restoreText(text, book, { context: 'text' }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds back nothing but the beginning of an issued token', () => {
    fc.assert(
      fc.property(fc.array(trouble(tokens), { maxLength: 12 }), (parts) => {
        const restorer = createRestorer(book, { context: 'text' });
        let fed = '';
        for (const part of parts) {
          restorer.feed(part);
          fed += part;
        }
        const held = restorer.flush();
        const beginning = held.replace(/\\{1,2}(?=_|$)/, '').toUpperCase();
        expect(fed.endsWith(held)).toBe(true);
        expect(
          held === '' || tokens.some((token) => token.startsWith(beginning) && token !== beginning),
        ).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What stands before and after JSON in the answers of models. */
const AROUND_JSON = [
  ['{"b":1}\n', '\n{"c":2}'],
  ['{"b":1} ', ''],
  ['```\n', '\n```'],
  ['``` json\n', '\n```'],
  ['```json ', '```'],
  ['~~~json\r\n', '\n~~~'],
  ['Here is the "result" [1]:\n\n', '\nThat is all.'],
  ['A {set} of [things]: "\n  ', ''],
  ['<tool_call>', '</tool_call>'],
  ['{"never": "closed\n', ''],
  ['Here is the {"result"}: ', '. That is all.'],
  ['[TOOL_CALLS][', ']'],
] as const;

describe('tokenising and restoring', () => {
  const spans = (length: number) =>
    fc
      .uniqueArray(fc.nat(length), { maxLength: 8 })
      .map((ends) => [...ends].sort((a, b) => a - b))
      .map((ends): Replacement[] =>
        ends.flatMap((start, index) =>
          index % 2 === 0 && ends[index + 1] !== undefined
            ? [{ start, end: ends[index + 1]!, type: (['NAME', 'ID', 'DATE'] as const)[index % 3]! }]
            : [],
        ),
      );

  it('is the identity, whatever the caller wrote', () => {
    const known = bookOf(...VALUES);
    const parts = fc.array(trouble(known.issued().map(({ token }) => token)), { maxLength: 12 });
    fc.assert(
      fc.property(
        parts.map((all) => all.join('')).chain((text) => fc.tuple(fc.constant(text), spans(text.length))),
        ([text, replacements]) => {
          // Where JSON may begin, and in URLs, values are escaped; that is the matter of other tests.
          fc.pre(!/\{|^\s*\[|[>`~\]}]\s*\[|:\/\/|```json/m.test(text));
          const book = bookOf(...VALUES);
          const tokenised = tokeniseText(text, replacements, book);
          expect(restoreText(tokenised, book, { context: 'text' })).toBe(text);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('leaves none of the replaced values behind', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
        const value = 'Krzysztof';
        const text = before + value + after;
        const book = bookOf();
        const at = { start: before.length, end: before.length + value.length, type: 'NAME' } as const;
        expect(tokeniseText(text, [at], book)).not.toContain(value);
      }),
    );
  });

  it('keeps JSON valid at any depth of nesting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), fc.nat(3), (value, depth) => {
        fc.pre(value.isWellFormed());
        const book = bookOf();
        const token = book.issue('NAME', value);
        const wrap = (inner: string): string => {
          let document = inner;
          for (let level = 0; level <= depth; level += 1)
            document = JSON.stringify({ patient: document, note: 'x' });
          return document;
        };
        expect(restoreText(wrap(token), book, { context: 'json' })).toBe(wrap(value));
        expect(restoreText(wrap(token), book, { context: 'text' })).toBe(wrap(value));
        for (const [before, after] of AROUND_JSON) {
          const inside = (document: string): string => before + document + after;
          expect(restoreText(inside(wrap(token)), book, { context: 'text' })).toBe(inside(wrap(value)));
          const argument = (document: string): string => JSON.stringify({ text: inside(document) });
          expect(restoreText(argument(wrap(token)), book, { context: 'json' })).toBe(argument(wrap(value)));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
