import { describe, expect, it } from 'vitest';
import { mergeSpans } from '../../../lambda/phi/merge.ts';
import type { Span } from '../../../lambda/phi/span.ts';

const span = (start: number, end: number, type: Span['type'], score: number, source = 'test'): Span => ({
  start,
  end,
  type,
  score,
  source,
});

describe('mergeSpans', () => {
  it('keeps every letter that anybody found', () => {
    expect(mergeSpans('0123456789', [span(0, 6, 'ID', 0.7), span(4, 9, 'PHONE', 0.9)])).toEqual([
      span(0, 9, 'PHONE', 0.9),
    ]);
  });

  it('takes the longer of two equally sure types', () => {
    expect(mergeSpans('0123456789', [span(0, 9, 'ID', 0.9), span(2, 5, 'DATE', 0.9)])).toEqual([
      span(0, 9, 'ID', 0.9),
    ]);
  });

  it('joins a day and its year', () => {
    expect(mergeSpans('May 4, 2023', [span(0, 5, 'DATE', 0.9), span(7, 11, 'DATE', 0.6)])).toEqual([
      span(0, 11, 'DATE', 0.9),
    ]);
  });

  it('keeps neighbours of different types apart', () => {
    const spans = [span(0, 4, 'NAME', 0.9), span(5, 9, 'DATE', 0.9)];
    expect(mergeSpans('Jane 2/3/4', [...spans].reverse())).toEqual(spans);
  });

  it('drops empty spans', () => {
    expect(mergeSpans('Jane', [span(2, 2, 'NAME', 0.9)])).toEqual([]);
  });
});
