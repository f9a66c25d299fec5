import { describe, expect, it } from 'vitest';
import type { DetectorText } from '../../../../lambda/phi/detector.ts';
import { MOST_BYTES } from '../../../../lambda/phi/medical-service/chunks.ts';
import { documentsOf, spansOfTexts } from '../../../../lambda/phi/medical-service/documents.ts';
import type { Span } from '../../../../lambda/phi/span.ts';

const texts = (...all: readonly string[]): DetectorText[] => all.map((text) => ({ text }));

/** Finds a pattern in every document; what of it each text gets, as written. */
const found = (all: readonly DetectorText[], pattern: RegExp): string[][] => {
  const looked = documentsOf(all).map((document) => ({
    document,
    spans: [...document.text.matchAll(pattern)].map(
      ({ 0: value, index }): Span => ({
        ...{ start: index, end: index + value.length },
        ...{ type: 'NAME', score: 0.9, source: 'medical-service' },
      }),
    ),
  }));
  return spansOfTexts(all, looked).map((spans, index) =>
    spans.map(({ start, end }) => all[index]!.text.slice(start, end)),
  );
};

describe('documents', () => {
  it('hold many short texts, so that one call is paid for all of them', () => {
    const many = texts(...Array.from({ length: 500 }, (_, index) => `Leaf ${index}`));
    const documents = documentsOf(many);
    expect(documents).toHaveLength(1);
    expect(found(many, /Leaf \d+/g).flat()).toEqual(many.map(({ text }) => text));
  });

  it('are as few as the order allows, and none is too long', () => {
    const documents = documentsOf(
      texts('a'.repeat(9_000), 'b'.repeat(9_000), 'c'.repeat(9_000), 'ü'.repeat(30_000)),
    );
    expect(documents.map(({ text }) => Buffer.byteLength(text) <= MOST_BYTES)).not.toContain(false);
    expect(documents).toHaveLength(6);
  });

  it('give a long text its findings back in its own places, each once', () => {
    const long = Array.from({ length: 3_000 }, (_, index) => `😀 filler Person${index}X`).join(' ');
    const all = texts('Ann', long, 'Bea');
    const names = found(all, /Person\d+X|Ann|Bea/g);
    expect(names[0]).toEqual(['Ann']);
    expect(names[1]).toEqual(long.match(/Person\d+X/g));
    expect(names[2]).toEqual(['Bea']);
  });

  it('split what is found across two texts, so that each keeps its share', () => {
    expect(found(texts('call Jane', 'Roe today', 'now'), /Jane\s+Roe/g)).toEqual([['Jane'], ['Roe'], []]);
    expect(found(texts('Jane', 'and', 'Roe'), /Jane[\s\S]+Roe/g)).toEqual([['Jane'], ['and'], ['Roe']]);
    expect(found(texts('Jane', 'Roe'), /^\n\n$/gm)).toEqual([[], []]);
  });

  it('show a value with its label, of which no finding is kept', () => {
    const [document] = documentsOf([{ text: 'A1234', label: 'mrn' }]);
    expect(document!.text).toBe('mrn: A1234');
    expect(
      found(
        [
          { text: 'A1234', label: 'mrn' },
          { text: 'Roe', label: 'Jane' },
        ],
        /mrn: A12|Jane: Roe/g,
      ),
    ).toEqual([['A12'], ['Roe']]);
  });

  it('make parts of one date one', () => {
    expect(found(texts('seen May 4, 2023 here'), /May 4|2023/g)).toEqual([['May 4', '2023']]);
    const all = texts('seen May 4, 2023 here');
    const [document] = documentsOf(all);
    const date = { type: 'DATE', score: 0.5, source: 'medical-service' } as const;
    const spans = [
      { start: 5, end: 10, ...date },
      { start: 12, end: 16, ...date },
    ];
    expect(spansOfTexts(all, [{ document: document!, spans }])[0]).toMatchObject([{ start: 5, end: 16 }]);
  });

  it('leave out what an English service can say nothing of', () => {
    expect(documentsOf(texts('患者は元気です。', 'המטופל', '…', ''))).toEqual([]);
    expect(documentsOf(texts('患者はJaneです', '٣٤٥', 'Müller'))).toHaveLength(1);
  });

  it('are well-formed, and as long as the texts', () => {
    const [document] = documentsOf(texts('a\ud800b Jane'));
    expect(document!.text).toBe('a\ufffdb Jane');
    expect(found(texts('a\ud800b Jane'), /Jane/g)).toEqual([['Jane']]);
  });
});
