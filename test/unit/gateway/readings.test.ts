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

  it('passes over what is no text between two parts, and over empty parts', () => {
    const image: Leaf = { kind: 'media', path: 'messages[0].content[1].image_url', text: '' };
    const leaves = [part(0, 'Mr. Desm'), image, part(2, ''), part(3, 'ond Roe')];
    expect(shown(leaves, 'Desmond Roe')).toEqual([['Desm'], [], [], ['ond Roe']]);
  });

  it('joins pieces of reasoning, whatever else each of them says', () => {
    const piece = (index: number, text: string): Leaf[] => [
      { kind: 'fixed', path: `messages[1].reasoning_details[${index}].type`, text: 'reasoning.text' },
      { kind: 'text', path: `messages[1].reasoning_details[${index}].text`, text },
    ];
    const leaves = [...piece(0, 'The MRN is '), ...piece(1, '481'), ...piece(2, '23456')];
    expect(shown(leaves, '48123456')).toEqual([[], [], [], ['481'], [], ['23456']]);
  });

  it('joins the parts of items of the Responses API, and the words of a command', () => {
    const places: readonly ((index: number) => string)[] = [
      (index) => `input[3].content[${index}].text`,
      (index) => `input[3].output[${index}].text`,
      (index) => `input[3].summary[${index}].text`,
      (index) => `items[0].content[${index}].refusal`,
      (index) => `input[3].output[${index}].stdout`,
      (index) => `input[3].outputs[${index}].logs`,
      (index) => `input[3].action.command[${index}]`,
    ];
    for (const place of places) {
      const leaves = ['Mr. Desm', 'ond', ' Roe is ill'].map((text, index): Leaf => {
        return { kind: 'text', path: place(index), text };
      });
      expect(shown(leaves, 'Desmond Roe')).toEqual([['Desm'], ['ond'], [' Roe']]);
    }
  });

  it('joins neither queries nor commands, each of which stands for itself', () => {
    for (const list of ['action.queries', 'action.commands', 'queries']) {
      const leaves = ['Desm', 'ond'].map((text, index): Leaf => {
        return { kind: 'text', path: `input[0].${list}[${index}]`, text };
      });
      expect(readingsOf(leaves)).toEqual([]);
    }
  });

  it('does not join what belongs to different messages, or to one JSON document', () => {
    const other = { ...part(1, 'ond'), path: 'messages[1].content[1].text' };
    expect(readingsOf([part(0, 'Desm'), other])).toEqual([]);
    expect(readingsOf([part(0, 'Desm'), part(0, 'ond')])).toEqual([]);
    expect(readingsOf([part(0, 'no neighbour')])).toEqual([]);
  });

  it('makes no reading much longer than a window, and cuts nothing where one ends', () => {
    const leaves = Array.from({ length: 20_000 }, (_, index) => part(index, String(index % 10)));
    const readings = readingsOf(leaves);
    expect(Math.max(...readings.map(({ text }) => text.length))).toBeLessThan(40_000);
    for (let index = 0; index + 100 <= leaves.length; index += 50) {
      const together = readings.some(
        ({ pieces }) =>
          pieces.some(({ leaf }) => leaf === index) && pieces.some(({ leaf }) => leaf === index + 99),
      );
      expect(together).toBe(true);
    }
  });

  it('takes steps in proportion to the number of parts', () => {
    /** How often a span is looked at. */
    const steps = (parts: number): number => {
      let looks = 0;
      const leaves = Array.from({ length: parts }, (_, index) => part(index, `MRN ${48_000_000 + index} `));
      const read = readingsOf(leaves).map((reading) => ({
        reading,
        spans: [...reading.text.matchAll(/\d{8}/g)].map(({ index }): Span => {
          const span = { end: index + 8, type: 'ID', score: 1, source: 'test' } as const;
          const look = () => ((looks += 1), index);
          return Object.defineProperty({ ...span, start: index }, 'start', { get: look, enumerable: true });
        }),
      }));
      expect(spansByLeaf(read).size).toBe(parts);
      return looks;
    };
    expect(steps(8_000) / steps(1_000)).toBeLessThan(12);
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
