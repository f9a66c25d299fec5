import { describe, expect, it } from 'vitest';
import { readingsOf, spansByLeaf } from '../../../lambda/gateway/readings.ts';
import { unescapedView } from '../../../lambda/gateway/unescaped-view.ts';
import type { Leaf } from '../../../lambda/openai/leaf.ts';
import type { Span } from '../../../lambda/phi/span.ts';

const part = (index: number, text: string): Leaf => ({
  kind: 'text',
  path: `messages[0].content[${index}].text`,
  text,
});

const spanOf = (text: string, value: string): Span => {
  const start = text.indexOf(value);
  return { start, end: start + value.length, type: 'NAME', score: 1, source: 'test' };
};

/** The stretches of the leaves in which a value is found that some reading shows. */
const shown = (leaves: readonly Leaf[], value: string): string[][] => {
  const read = readingsOf(leaves)
    .filter(({ text }) => text.includes(value))
    .map((reading) => ({ reading, spans: [spanOf(reading.text, value)] }));
  const found = spansByLeaf(read);
  return leaves.map(({ text }, index) =>
    (found.get(index) ?? []).map(({ start, end }) => text.slice(start, end)),
  );
};

describe('readings of several leaves', () => {
  it('shows a value that is cut over parts of one message, each part with its own stretch', () => {
    expect(shown([part(0, 'Mr. Desm'), part(1, 'ond'), part(2, ' Roe is ill')], 'Desmond Roe')).toEqual([
      ['Desm'],
      ['ond'],
      [' Roe'],
    ]);
    expect(shown([part(0, 'Mr. Desmond'), part(1, 'Roe')], 'Desmond Roe')).toEqual([['Desmond'], ['Roe']]);
  });

  it('joins the end of a long text with the beginning of the next', () => {
    const filler = 'x'.repeat(5_000);
    const leaves = [
      part(0, `${filler} Mr. Desm`),
      part(1, `ond Roe ${filler} SSN: 912-`),
      part(2, '34-5678'),
    ];
    expect(shown(leaves, 'Desmond Roe')).toEqual([['Desm'], ['ond Roe'], []]);
    expect(shown(leaves, '912-34-5678')).toEqual([[], ['912-'], ['34-5678']]);
    expect(Math.max(...readingsOf(leaves).map(({ text }) => text.length))).toBeLessThan(1_000);
  });

  it('never cuts a character in two', () => {
    const leaves = [part(0, '🙂'.repeat(401)), part(1, `${'x'.repeat(399)}🙂${'🙂'.repeat(300)}`)];
    expect(readingsOf(leaves).every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it('does not join what belongs to different messages or stands apart', () => {
    const other = { ...part(1, 'ond'), path: 'messages[1].content[1].text' };
    expect(readingsOf([part(0, 'Desm'), other])).toEqual([]);
    expect(readingsOf([part(0, 'Desm'), part(2, 'ond')])).toEqual([]);
    expect(readingsOf([part(0, 'no neighbour')])).toEqual([]);
  });
});

describe('a text with its escapes undone', () => {
  const cases: readonly [string, string, string][] = [
    ['name=Desmond%20Roe&x', 'Desmond Roe', 'Desmond%20Roe'],
    ['%4a%61%6e%65', 'Jane', '%4a%61%6e%65'],
    ['Jos%C3%A9 Roe', 'José Roe', 'Jos%C3%A9 Roe'],
    ['{"a":"Jos\\u00e9 Roe', 'José Roe', 'Jos\\u00e9 Roe'],
    ['Jane\\nRoe', 'Jane\nRoe', 'Jane\\nRoe'],
    ['jane\\_roe\\@example\\.org', 'jane_roe@example.org', 'jane\\_roe\\@example\\.org'],
    ['%F0%9F%99%82 Jane', 'Jane', 'Jane'],
    ['100% of %zz and %FF Jane', 'Jane', 'Jane'],
  ];
  for (const [text, value, stretch] of cases) {
    it(`finds the way back in ${text}`, () => {
      expect(shown([part(0, text)], value)).toEqual([[stretch]]);
    });
  }

  it('is none where nothing is escaped', () => {
    expect(unescapedView('100 % sure, C:\\ and 5%')).toBeUndefined();
  });
});
