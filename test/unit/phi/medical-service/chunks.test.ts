import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, MOST_BYTES } from '../../../../lambda/phi/medical-service/chunks.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

/** Checks what holds for all chunks, and gives them. */
const chunked = (text: string): string[] => {
  const chunks = chunksOf(text);
  let covered = 0;
  for (const [index, { start, end }] of chunks.entries()) {
    expect(start).toBeLessThanOrEqual(covered);
    if (index > 0) expect(covered - start).toBeGreaterThanOrEqual(500);
    expect(end).toBeGreaterThan(covered);
    expect(bytes(text.slice(start, end))).toBeLessThanOrEqual(MOST_BYTES);
    expect(text.slice(start, end).isWellFormed()).toBe(true);
    covered = end;
  }
  expect(covered).toBe(text.length);
  return chunks.map(({ start, end }) => text.slice(start, end));
};

describe('chunks', () => {
  it.each([
    ['one letter', 'a', 1],
    ['just what fits', 'a'.repeat(MOST_BYTES), 1],
    ['one byte more', 'a'.repeat(MOST_BYTES + 1), 2],
    ['umlauts that just fit', 'ü'.repeat(MOST_BYTES / 2), 1],
    ['one umlaut more', 'ü'.repeat(MOST_BYTES / 2 + 1), 2],
    ['a word of 19,000 emoji', '😀'.repeat(19_000), 5],
    ['signs of three bytes', '薬'.repeat(20_000), 4],
    ['emoji that straddle the border', `x${'😀'.repeat(MOST_BYTES / 4)}`, 2],
    ['families of emoji', '👩‍👩‍👧‍👦 '.repeat(3_000), 5],
  ])('%s', (_, text, count) => {
    expect(chunked(text)).toHaveLength(count);
  });

  it('cut no word where there is white space, and share half a page', () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index}`);
    const chunks = chunked(words.join(' '));
    const known = new Set(words);
    expect(chunks.flatMap((chunk) => chunk.trim().split(' ')).filter((word) => !known.has(word))).toEqual([]);
    expect(chunks.length).toBeGreaterThan(10);
  });

  it('hold for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom(' ', '\n', '😀', 'ß', '薬'),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (pieces, times) => {
          const text = pieces.join('').repeat(times);
          fc.pre(text !== '' && text.isWellFormed());
          chunked(text);
        },
      ),
      { numRuns: 60 },
    );
    expect.hasAssertions();
  });
});
