import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** The documents that a reviewer asks for. */
const DOCUMENTS = ['hipaa-safeguards.md', 'threat-model.md', 'architecture.md', 'cost.md'] as const;

const textOf = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

const NAMED = /`((?:bin|cli|docs|lambda|lib|local|scripts|test)\/[\w./-]+)`/g;
const LINKED = /\]\((?!https?:|#)([^)#]+)/g;

const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** The rows of tables, each as its cells, without heads and lines. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/^\|(.+)\|$/gm)]
    .map(([, cells = '']) => cells.split('|').map((cell) => cell.trim()))
    .filter(([first = '']) => !/^-/.test(first));

const testsIn = (cell = ''): readonly string[] =>
  all(cell, NAMED).filter((path) => /^test\/.+\.test\.ts$/.test(path));

describe.each(DOCUMENTS)('%s', (name) => {
  const text = textOf(name);

  test('names files that there are', () => {
    expect(all(text, NAMED).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('links to pages that there are', () => {
    const links = all(text, LINKED);
    expect(links.filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
    expect(all(text, NAMED).length + links.length).toBeGreaterThan(0);
  });
});

test('each safeguard has a file and a test that proves it', () => {
  const rows = rowsOf(textOf('hipaa-safeguards.md')).filter(([first]) => first !== 'specification');
  expect(rows.length).toBeGreaterThan(20);
  for (const [specification, what = '', where = '', proof] of rows) {
    expect(all(where, NAMED).length, `${specification} ${what}`).toBeGreaterThan(0);
    expect(testsIn(proof).length, `${specification} ${what}`).toBeGreaterThan(0);
  }
});

test('every specification of 164.312 and of 164.316(b) is there', () => {
  const text = textOf('hipaa-safeguards.md');
  const technical = [
    '(a)(1)',
    '(a)(2)(i)',
    '(a)(2)(ii)',
    '(a)(2)(iii)',
    '(a)(2)(iv)',
    '(b)',
    '(c)(1)',
    '(c)(2)',
  ];
  const others = [
    '(d)',
    '(e)(1)',
    '(e)(2)(i)',
    '(e)(2)(ii)',
    '(b)(1)',
    '(b)(2)(i)',
    '(b)(2)(ii)',
    '(b)(2)(iii)',
  ];
  expect([...technical, ...others].filter((one) => !text.includes(`| ${one} `))).toEqual([]);
});

test('each threat has a control and a test that proves it, and they are numbered without a gap', () => {
  const threats = rowsOf(textOf('threat-model.md')).filter(([first = '']) => /^T\d+$/.test(first));
  expect(threats.map(([number]) => number)).toEqual(threats.map((_, index) => `T${index + 1}`));
  expect(threats.length).toBeGreaterThan(20);
  for (const [number, , kind = '', control = '', proof] of threats) {
    expect(kind, number).toMatch(/^[STRIDE](?:, [STRIDE])*$/);
    expect(control, number).not.toBe('');
    expect(testsIn(proof).length, number).toBeGreaterThan(0);
  }
});
