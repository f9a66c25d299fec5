import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createLocalDetector } from '../../lambda/phi/local-detector.ts';
import { warmUp } from '../../lambda/phi/warm-up.ts';
import { BARS, BARS_OF_ALL, type Bar } from './bars.data.ts';
import { readDocuments } from './documents.ts';
import { type Figure, type Measured, measure } from './measures.ts';
import type { Finding } from './score.ts';

/*
 * `npm run eval:phi -- FILE…`: how well the recognizers find PHI in texts where it is marked.
 */

const HELP = `Usage: npm run eval:phi -- [options] FILE…

Scores the local recognizers on files of JSON lines, each {"id","text","spans":[{"start","end","type"}]} with offsets in
UTF-16 units, and prints each figure beside its bar, where it has one. Types X_… and bare years are not counted. Times
are of the processor (process.cpuUsage), and of a process that has read half a megabyte before, as one that serves
requests soon has; beside it, with --all, stands what the first reading took.

  --misses   list marked stretches that were not found whole
  --alarms   list found stretches that are not marked
  --lower    list them for the texts in lower case
  --type T   list those of one type alone
  --all      print every figure, not only those with a bar
  --help

Exit code 1 when a figure misses its bar.`;

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    misses: { type: 'boolean', default: false },
    alarms: { type: 'boolean', default: false },
    lower: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    type: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const isMissed = ({ atLeast, atMost }: Bar, { value }: Figure): boolean =>
  (atLeast !== undefined && value < atLeast) || (atMost !== undefined && value > atMost);

const printRow = (name: string, { value, cases }: Figure, bar: Bar | undefined): void => {
  const limit =
    bar?.atLeast !== undefined
      ? `≥ ${String(bar.atLeast)}`
      : bar?.atMost !== undefined
        ? `≤ ${String(bar.atMost)}`
        : '';
  const verdict = bar === undefined ? '' : isMissed(bar, { value, cases }) ? 'MISSED' : 'ok';
  console.log(
    `  ${name.padEnd(44)}${value.toFixed(2).padStart(8)}  of ${String(cases).padEnd(8)}${limit.padEnd(8)}${verdict}`,
  );
};

const printFindings = (title: string, findings: readonly Finding[]): void => {
  const shown = findings.filter(({ type }) => options.type === undefined || type === options.type);
  console.log(`\n  ${title}: ${String(shown.length)}`);
  for (const { id, type, value, around } of shown) console.log(`    ${id} ${type} [${value}] … ${around} …`);
};

/** Prints one file's figures; false when one of them misses its bar. */
const report = (file: string, { figures, score, lower }: Measured): boolean => {
  const bars = [...(BARS[basename(file, '.jsonl')] ?? []), ...BARS_OF_ALL];
  console.log(`\n${file}`);
  for (const [name, figure] of figures) {
    const bar = bars.find((one) => one.measure === name);
    if (bar !== undefined || options.all) printRow(name, figure, bar);
  }
  const listed = options.lower ? lower : score;
  if (options.misses) printFindings('Not found whole', listed.misses);
  if (options.alarms) printFindings('Found, but not marked', listed.falseAlarms);
  return bars.every((bar) => {
    const figure = figures.get(bar.measure);
    return figure === undefined || !isMissed(bar, figure);
  });
};

if (options.help || files.length === 0) {
  console.log(HELP);
  process.exitCode = options.help ? 0 : 2;
} else {
  const detector = createLocalDetector();
  // As a function does while it starts, so that the lists' unpacking is not counted to the first file.
  await warmUp(detector);
  for (const file of files) {
    if (!report(file, await measure(detector, await readDocuments(file)))) process.exitCode = 1;
  }
}
