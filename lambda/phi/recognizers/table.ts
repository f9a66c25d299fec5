import { looksLikePerson } from '../label-accepts.ts';
import { labelWords, readUnderLabel } from '../labels.ts';
import type { Span } from '../span.ts';

/** A cell of a row, by where it stands in the text, without the blanks and quotation marks round it. */
interface Cell {
  readonly start: number;
  readonly text: string;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

const MOST_CELLS = 60;
const LONGEST_LINE = 4_000;
const HEADING = /^[\p{L}#][\p{L}\p{N} _./#()-]{0,40}$/u;
const RULE = /^[ \t|:+-]{3,400}$/;

/** A column of these makes the rows of a table people, and its names theirs. */
const OF_PEOPLE =
  /^(?:dob|date of birth|birth ?date|mrn|medical record(?: number)?|patient(?: id)?|age|sex|gender|room|bed|ward|unit|phone|email|address|diagnosis|dx|insurance|ssn|allergies|attending|admission date)$/;
const NAME = /^(?:name|names|full name|who|last first|patient|first|last)$/;

const linesOf = (text: string): Line[] => {
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ start, text: line.replace(/\r$/, '') });
    start += line.length + 1;
  }
  return lines;
};

/** The cells of a line; a comma between quotation marks parts none. */
const cellsOf = ({ start, text }: Line, mark: string): Cell[] => {
  const cells: Cell[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at <= text.length && cells.length < MOST_CELLS; at += 1) {
    if (text.charAt(at) === '"') quoted = !quoted;
    if (at < text.length && (quoted || text.charAt(at) !== mark)) continue;
    const raw = text.slice(from, at);
    const lead = /^[ \t"'*]{0,20}/.exec(raw)?.[0].length ?? 0;
    cells.push({ start: start + from + lead, text: raw.slice(lead).replace(/[ \t"'*]{1,20}$/, '') });
    from = at + 1;
  }
  return cells;
};

const MARKS = ['|', '\t', ',', ';'] as const;

/** What parts the cells of a line that may head a table. */
const headingMark = ({ text }: Line): string | undefined =>
  text.length > LONGEST_LINE ? undefined : MARKS.find((mark) => text.includes(mark));

const headingsOf = (line: Line, mark: string): readonly string[] | undefined => {
  const cells = cellsOf(line, mark);
  const filled = cells.filter(({ text }) => text !== '');
  if (filled.length < 2 || !filled.every(({ text }) => HEADING.test(text))) return undefined;
  const words = cells.map(({ text }) => labelWords(text));
  const people = words.some((word) => OF_PEOPLE.test(word));
  return words.map((word) => (people && NAME.test(word) ? 'patient name' : word));
};

const readRow = (line: Line, mark: string, headings: readonly string[]): Span[] =>
  cellsOf(line, mark).flatMap(({ start, text }, column) => {
    const words = headings[column] ?? '';
    if (words === '' || text === '') return [];
    const labelled = readUnderLabel(words, text);
    if (labelled === undefined || (labelled.type === 'NAME' && !looksLikePerson(text))) return [];
    const { type, length } = labelled;
    return [{ start, end: start + length, type, score: 0.85, source: 'table' } satisfies Span];
  });

/** Does the line belong to the table that a line with those headings began? */
const isRow = (line: Line, mark: string, columns: number): boolean =>
  line.text.length <= LONGEST_LINE &&
  line.text.includes(mark) &&
  (RULE.test(line.text) || cellsOf(line, mark).length === columns);

/** Values under the headings of a table, in Markdown, CSV or copied from a sheet: the heading says what they are. */
export const findInTables = (text: string): Span[] => {
  if (!text.includes('\n')) return [];
  const lines = linesOf(text);
  const spans: Span[] = [];
  for (let at = 0; at < lines.length - 1; at += 1) {
    const heading = lines[at];
    const mark = heading && headingMark(heading);
    const headings = heading && mark !== undefined ? headingsOf(heading, mark) : undefined;
    if (mark === undefined || headings === undefined) continue;
    for (
      let row = lines[at + 1];
      row !== undefined && isRow(row, mark, headings.length);
      row = lines[at + 1]
    ) {
      spans.push(...readRow(row, mark, headings));
      at += 1;
    }
  }
  return spans;
};
