import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import { cutSpans } from '../../../lambda/gateway/cut-spans.ts';
import type { Span } from '../../../lambda/phi/span.ts';
import { restoreText } from '../../../lambda/tokens/restorer.ts';
import { createTokenBook } from '../../../lambda/tokens/token-book.ts';
import { tokeniseText } from '../../../lambda/tokens/tokenise-text.ts';

const spanOf = (start: number, end: number): Span => ({
  start,
  end,
  type: 'SECRET',
  score: 1,
  source: 'test',
});

describe('cutSpans', () => {
  it('leaves spans alone that fit into a row of the vault', () => {
    const spans = [spanOf(0, 8_000), spanOf(8_000, 8_001)];
    expect(cutSpans('x'.repeat(9_000), spans)).toEqual(spans);
  });

  it('covers a very long value with pieces that are short enough and hold whole characters', () => {
    const text = `a${'🙂'.repeat(10_000)} b`;
    const cut = cutSpans(text, [spanOf(0, 20_001), spanOf(20_002, 20_003)]);
    const pieces = cut.map(({ start, end }) => text.slice(start, end));
    expect(pieces.slice(0, -1).join('')).toBe(text.slice(0, 20_001));
    expect(pieces.at(-1)).toBe('b');
    expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 8_000)).toBe(true);
  });

  it('gives pieces that come back to the letter', () => {
    const book = createTokenBook({ key: new Sensitive(Buffer.alloc(32)), scope: scopeId('scope-a') });
    const text = `key: ${'k'.repeat(1_000_000)}.`;
    const tokenised = tokeniseText(text, cutSpans(text, [spanOf(5, 1_000_005)]), book);
    expect(tokenised).not.toContain('kk');
    expect(restoreText(tokenised, book, { context: 'text' })).toBe(text);
    expect(Math.max(...book.issued().map(({ value }) => value.reveal().length))).toBeLessThanOrEqual(8_000);
  });
});
