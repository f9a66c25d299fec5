import { expect, it } from 'vitest';
import { cutIntoPieces } from '../../../../local/demo-provider/pieces.ts';

it('gives pieces that add up to the text and are whole characters', () => {
  const text = 'Call NAME_4KQ7ZD 👩🏽‍⚕️ on DATE_8H2M0C 🩺';
  const pieces = cutIntoPieces(text);
  expect(pieces.join('')).toBe(text);
  expect(pieces.every((piece) => piece.isWellFormed() && piece !== '')).toBe(true);
});

it('cuts through every token, wherever it stands', () => {
  for (let offset = 0; offset < 30; offset += 1) {
    const pieces = cutIntoPieces(`${'.'.repeat(offset)}NAME_4KQ7ZD`);
    expect(pieces.some((piece) => piece.includes('NAME_4KQ7ZD'))).toBe(false);
  }
});

it('gives nothing for nothing', () => {
  expect(cutIntoPieces('')).toEqual([]);
});
