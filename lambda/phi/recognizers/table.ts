import { isLabel, labelWords } from '../labels.ts';
import { matchesOf } from '../pattern.ts';
import type { Span } from '../span.ts';
import { readLabelled } from './labelled-value.ts';

/** A cell without its quotes and the spaces around it. */
interface Cell {
  readonly text: string;
  readonly start: number;
}

const MARKS = ['\t', '|', ';', ','] as const;
const MOST_COLUMNS = 200;
const LONGEST_HEADER = 40;
const RULE_OF_MARKDOWN = /^[\s|:-]*-{2,}[\s|:-]*$/;

const trimmed = (text: string, start: number): Cell => {
  const lead = /^[\s"'`*]*/.exec(text)?.[0].length ?? 0;
  const body = text.slice(lead).replace(/[\s"'`*]+$/, '');
  return { text: body, start: start + lead };
};

/** The cells of a row; a mark inside of quotes parts nothing. */
const cellsOf = (line: string, start: number, mark: string): readonly Cell[] => {
  const cells: Cell[] = [];
  let from = 0;
  let quote = '';
  for (let at = 0; at <= line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote !== '' && sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'") && line.slice(from, at).trim() === '')
      quote = sign;
    else if (at === line.length || (quote === '' && sign === mark)) {
      cells.push(trimmed(line.slice(from, at), start + from));
      from = at + 1;
    }
  }
  return mark === '|' && cells[0]?.text === '' ? cells.slice(1) : cells;
};

interface Line {
  readonly text: string;
  readonly start: number;
}

const LINE = /[^\r\n]+/g;

const linesOf = (text: string): readonly Line[] =>
  matchesOf(text, LINE).map((match) => ({ text: match[0], start: match.index }));

interface Header {
  readonly mark: string;
  readonly labels: readonly string[];
}

/** A column of these makes the rows of a table people, and its names theirs. */
const OF_PEOPLE =
  /^(?:age|sex|gender|room|bed|ward|unit|patient|diagnosis|dx|insurance|allergies|attending)$/;
const NAME = /^(?:names?|full name|who|last first|patient|first|last)$/;

const isOfPeople = (label: string): boolean => {
  const words = labelWords(label);
  return OF_PEOPLE.test(words) || isLabel(words);
};

/** Is the row one of short names, of which one at least says that personal values stand below it? */
const headerOf = (line: string): Header | undefined => {
  for (const mark of MARKS) {
    if (!line.includes(mark)) continue;
    const cells = cellsOf(line, 0, mark);
    const isNamed = cells.every(
      ({ text }) => text.length <= LONGEST_HEADER && /^(?:[\p{L}#][^:=]*)?$/u.test(text),
    );
    if (cells.length < 2 || cells.length > MOST_COLUMNS || !isNamed) continue;
    const labels = cells.map(({ text }) => text);
    if (labels.some(isOfPeople)) return { mark, labels };
  }
  return undefined;
};

/** Beside columns of personal values, a column "name" holds persons. */
const labelOf = (label: string): string => (NAME.test(labelWords(label)) ? 'patient name' : label);

const readRow = ({ text, start }: Line, { mark, labels }: Header): readonly Span[] | undefined => {
  if (!text.includes(mark)) return undefined;
  if (RULE_OF_MARKDOWN.test(text)) return [];
  const cells = cellsOf(text, start, mark);
  // Markdown's rows may end in a mark or not.
  if (Math.abs(cells.length - labels.length) > 1) return undefined;
  return cells.flatMap((cell, index) => {
    const label = labels[index];
    if (label === undefined || cell.text === '' || cell.text.length > 200) return [];
    return readLabelled({ label: labelOf(label), value: cell.text, start: cell.start }, 'cell');
  });
};

/** Tables with a row of headers, in CSV, TSV or Markdown: each header is the label of its column. */
export const findInTables = (text: string): Span[] => {
  if (!text.includes('\n') || !/[\t|;,]/.test(text)) return [];
  const spans: Span[] = [];
  let header: Header | undefined;
  for (const line of linesOf(text)) {
    const row = header === undefined ? undefined : readRow(line, header);
    if (row === undefined) header = line.text.length > 4_000 ? undefined : headerOf(line.text);
    else spans.push(...row);
  }
  return spans;
};

const INSERT =
  /INSERT\s{1,5}INTO\s{1,5}[^\s(]{1,80}\s{0,5}\((?<columns>[^()]{1,1000})\)\s{0,5}VALUES\s{0,5}/gi;
const TUPLE = /\s{0,5},?\s{0,5}\((?<cells>[^()]{1,2000})\)/y;

/** `INSERT INTO t (mrn, …) VALUES ('…', …)`: the columns are the labels of what stands in each row. */
export const findInInserts = (text: string): Span[] => {
  const spans: Span[] = [];
  for (const match of matchesOf(text, INSERT)) {
    const labels = cellsOf(match.groups?.['columns'] ?? '', 0, ',').map((cell) => cell.text);
    TUPLE.lastIndex = match.index + match[0].length;
    for (let row = TUPLE.exec(text); row !== null; row = TUPLE.exec(text)) {
      const cells = row.groups?.['cells'] ?? '';
      const start = row.index + row[0].length - 1 - cells.length;
      spans.push(...(readRow({ text: cells, start }, { mark: ',', labels }) ?? []));
    }
  }
  return spans;
};
