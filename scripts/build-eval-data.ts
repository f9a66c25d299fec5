import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HARMLESS, MACHINE_FORMS, PAIRS, TEMPLATES } from './eval-templates.data.ts';
import { createDice, type Dice, VALUES } from './eval-values.ts';

/*
 * `npm run build:eval`: writes the repository's own marked texts, the same each time, as test/eval reads them.
 */

const FOLDER = join(import.meta.dirname, '../test/eval/data');
const LINES_A_TYPE = 20;
const SLOT = /\{(?:=(?<literal>[^{}]+)|(?<free>~)?(?<kind>[A-Z][A-Z0-9_]*))\}/g;

interface Marked {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[];
}

const valueOf = (kind: string, dice: Dice): string => {
  const make = VALUES[kind];
  if (make === undefined) throw new Error(`no such slot: ${kind}`);
  return make(dice);
};

const make = (id: string, template: string, type: string, dice: Dice): Marked => {
  const spans: { start: number; end: number; type: string }[] = [];
  let text = '';
  let from = 0;
  for (const match of template.matchAll(SLOT)) {
    const { literal, free, kind = '' } = match.groups ?? {};
    text += template.slice(from, match.index);
    const value = literal ?? valueOf(kind, dice);
    if (free === undefined) spans.push({ start: text.length, end: text.length + value.length, type });
    text += value;
    from = match.index + match[0].length;
  }
  return { id, text: text + template.slice(from), spans };
};

const makeAll = (name: string, type: string, templates: readonly string[], lines: number): Marked[] => {
  const dice = createDice(Array.from(name).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0);
  return Array.from({ length: lines }, (_, index) =>
    make(
      `${name}_${String(index + 1).padStart(2, '0')}`,
      templates[index % templates.length] ?? '',
      type,
      dice,
    ),
  );
};

const write = async (name: string, documents: readonly Marked[]): Promise<void> => {
  await writeFile(join(FOLDER, `${name}.jsonl`), documents.map((one) => `${JSON.stringify(one)}\n`).join(''));
};

await write(
  'own_identifiers',
  Object.entries(TEMPLATES).flatMap(([type, templates]) =>
    makeAll(type.toLowerCase(), type, templates, Math.max(LINES_A_TYPE, templates.length)),
  ),
);
await write('own_machine_forms', makeAll('machine', 'ANY', MACHINE_FORMS, MACHINE_FORMS.length * 2));
await write(
  'own_persons',
  makeAll(
    'person',
    'NAME',
    PAIRS.map(([, person]) => person),
    PAIRS.length,
  ),
);
await write(
  'own_harmless',
  makeAll('harmless', 'NONE', [...PAIRS.map(([term]) => term), ...HARMLESS], PAIRS.length + HARMLESS.length),
);
