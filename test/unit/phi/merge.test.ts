import { describe, expect, it } from 'vitest';
import { mergeSpans } from '../../../lambda/phi/merge.ts';
import type { Span } from '../../../lambda/phi/span.ts';
import { found } from './found.ts';

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

  it('joins a town and its state, and a street and its town', () => {
    const text = '12 Elm St, Springfield, IL';
    const spans = [span(0, 9, 'PLACE', 0.9), span(11, 22, 'PLACE', 0.7), span(24, 26, 'PLACE', 0.7)];
    expect(mergeSpans(text, spans)).toEqual([span(0, 26, 'PLACE', 0.9)]);
  });

  it('cuts what is surely something else out of a value that only its label explains', () => {
    const spans = [span(0, 26, 'PLACE', 0.9, 'label'), span(11, 23, 'PHONE', 0.95)];
    expect(mergeSpans('12 Elm St, 212-555-0188, B', spans)).toEqual([
      span(0, 9, 'PLACE', 0.9, 'label'),
      span(11, 23, 'PHONE', 0.95),
      span(25, 26, 'PLACE', 0.9, 'label'),
    ]);
  });

  it('makes no union that is longer than any name or address', () => {
    const spans = [span(0, 150, 'NAME', 0.9), span(140, 290, 'PLACE', 0.8), span(280, 400, 'NAME', 0.9)];
    expect(mergeSpans('x'.repeat(400), spans).map(({ start, end }) => [start, end])).toEqual([
      [0, 150],
      [150, 290],
      [290, 400],
    ]);
  });

  it.each([
    [
      'Visits on 01/02/2024, 02/03/2024, 03/04/2024',
      ['DATE:01/02/2024', 'DATE:02/03/2024', 'DATE:03/04/2024'],
    ],
    ['2024-01-02 2024-01-03', ['DATE:2024-01-02', 'DATE:2024-01-03']],
    [
      'Springfield, IL, Boston, MA, Dallas, TX',
      ['PLACE:Springfield, IL', 'PLACE:Boston, MA', 'PLACE:Dallas, TX'],
    ],
    [
      'Levi Strauss, Ralph Lauren, Calvin Klein',
      ['NAME:Levi Strauss', 'NAME:Ralph Lauren', 'NAME:Calvin Klein'],
    ],
    ['John Smith Mary Jones', ['NAME:John Smith', 'NAME:Mary Jones']],
    ['Ruby, Julia', ['NAME:Ruby', 'NAME:Julia']],
  ])('%s: a list is not one thing', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['12 Elm St, Springfield, IL 62701', ['PLACE:12 Elm St, Springfield, IL 62701']],
    ['Monday, May 4, 2023', ['DATE:Monday, May 4, 2023']],
    ['Smith, John A. was seen', ['NAME:Smith, John A.']],
  ])('%s: the parts of one thing stay together', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('drops empty spans', () => {
    expect(mergeSpans('Jane', [span(2, 2, 'NAME', 0.9)])).toEqual([]);
  });
});
