import { describe, expect, it } from 'vitest';
import { plainViewOf } from '../../../lambda/phi/plain-view.ts';
import { found } from './found.ts';

describe('cheap disguises', () => {
  it.each([
    ['zero-width signs', '5\u200b5\u200b5-12-3456', 'ID'],
    ['soft hyphens', 'J\u00adane D\u00adoe came', 'NAME'],
    ['full-width digits', 'SSN ５５５-１２-３４５６', 'ID'],
    ['Arabic-Indic digits', '٥٥٥-١٢-٣٤٥٦', 'ID'],
    ['odd hyphens', '555‑12‑3456', 'ID'],
    ['entities', '555&#45;12&#45;3456', 'ID'],
    ['an at sign as an entity', 'jane&#64;example.org', 'EMAIL'],
    ['Markdown inside a number', '555-**12**-3456', 'ID'],
    ['a loose accent', 'Jose\u0301 Garci\u0301a', 'NAME'],
    ['a hard space', 'Jane\u00a0Doe', 'NAME'],
  ])('%s', (_, text, type) => {
    const [first] = found(text);
    expect(first).toMatch(new RegExp(`^${type}:`));
  });

  it('covers the whole of what was written', () => {
    expect(found('555-**12**-3456')).toEqual(['ID:555-**12**-3456']);
    expect(found('😀 5\u200b55-12-3456 😀')).toEqual(['ID:5\u200b55-12-3456']);
  });

  it('leaves a text without disguises as it is', () => {
    expect(plainViewOf('Jane Doe, 555-12-3456')).toEqual({ text: 'Jane Doe, 555-12-3456' });
  });
});
