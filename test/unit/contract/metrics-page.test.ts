import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLOSED_DIMENSIONS, METRICS } from '../../../lambda/contract/metrics.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/metrics.md'), 'utf8');

/** The rows of all tables, as the texts of their cells. */
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

it('docs/metrics.md tells of every metric, and of no other', () => {
  const expected = Object.entries(METRICS).map(([name, { unit, dimensions, says }]) => [
    code([name]),
    code(dimensions) || 'none',
    unit,
    says,
  ]);
  expect(ROWS.filter((cells) => cells.length === 4)).toEqual(expected);
});

it('docs/metrics.md tells of every value that a closed dimension can have', () => {
  const told = ROWS.filter((cells) => cells.length === 2).map(([name = '', values = '']) => [
    name,
    values.split(', ').toSorted(),
  ]);
  const expected = Object.entries(CLOSED_DIMENSIONS).map(([name, values]) => [
    code([name]),
    values.map((value) => code([value])).toSorted(),
  ]);
  expect(told.filter(([name]) => name !== '`provider`')).toEqual(expected);
});
