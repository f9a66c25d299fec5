import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALARM_KINDS, type AlarmKind, PAGES } from '../../../lib/operations/alarm-kinds.data.ts';
import { SAVED_QUERIES } from '../../../lib/operations/saved-queries.data.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/runbooks');

const kinds: Readonly<Record<string, AlarmKind>> = ALARM_KINDS;
const feelings: Readonly<Record<string, string>> = {
  ...PAGES,
  ...Object.fromEntries(Object.entries(kinds).map(([name, { feels }]) => [name, feels])),
};
const pages = readdirSync(FOLDER).filter((file) => file !== 'README.md');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** When it is too much, as a runbook says it. */
const conditionOf = ({ above, unit, minutes, times: [wrong, of] }: AlarmKind): string =>
  `Above ${above} ${unit}; in ${wrong} of ${of} period${of === 1 ? '' : 's'} of ${minutes} minutes.`;

test('there is a runbook for every kind of alarm, and none beside', () => {
  expect(pages.toSorted()).toEqual(
    Object.keys(feelings)
      .map((name) => `${name}.md`)
      .toSorted(),
  );
});

describe.each(Object.entries(feelings))('the runbook %s', (name, feels) => {
  const text = read(`${name}.md`);

  test('has all that somebody needs who was just woken up', () => {
    for (const part of [
      `\`hawthorn-STAGE-${name}\``,
      `**What it means.**`,
      `**What people feel.** ${feels}`,
      '**First look**',
      '**Likely causes**',
      '**What to do**',
      '**Over when**',
      '**Escalate**',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('says the threshold that holds', () => {
    const kind = kinds[name];
    expect(text).toContain(kind === undefined ? 'any of its group is on' : conditionOf(kind));
    expect(text).toContain(kind?.page ?? 'ages');
  });

  test('leads somewhere: to saved queries, runbooks and files that there are', () => {
    const queries = [...text.matchAll(/saved query `hawthorn-STAGE\/([^`]+)`/g)].map(([, query]) => query);
    const known: readonly (string | undefined)[] = SAVED_QUERIES.map((query) => query.name);
    expect(queries.filter((query) => !known.includes(query))).toEqual([]);
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
    expect(links.filter((link) => link === undefined || !pages.includes(link))).toEqual([]);
    const files = [...text.matchAll(/`(lib\/[^`]+)`/g)].map(([, file = '']) => file);
    for (const file of files) expect(readFileSync(join(FOLDER, '../..', file), 'utf8')).not.toBe('');
  });
});

test('the index names every runbook with what people feel', () => {
  const index = read('README.md');
  for (const [name, feels] of Object.entries(feelings)) {
    expect(index).toContain(`| [${name}](${name}.md) | ${feels} |`);
  }
});
