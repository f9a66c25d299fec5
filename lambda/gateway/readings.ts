import type { Leaf } from '../openai/leaf.ts';
import type { Span } from '../phi/span.ts';
import { unescapedView } from './unescaped-view.ts';

/** A stretch of a leaf in a text made of several. */
interface Piece {
  /** Which leaf. */
  readonly leaf: number;
  /** Where the piece begins in the text of the reading. */
  readonly at: number;
  /** The offset in the leaf of each unit of the piece, and of its end. */
  readonly origins: readonly number[];
}

/**
 * Another way in which a reader may see one or more leaves: next to each other, or with their escapes undone. What is
 * found there is found in the leaves.
 */
export interface Reading {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Of a long text this much is read together with its neighbour, in UTF-16 units. */
const REACH = 400;

/** A row that has grown this long goes on in another one, so that no reading is much longer, in UTF-16 units. */
const LONGEST_ROW = 16_384;

/** Parts of a message, of its reasoning, of what a tool gave, and the words of a command. */
const PART =
  /^(.*\.(?:content|reasoning_details|summary|outputs?|command))\[\d+\](?:\.(?:text|refusal|summary|stdout|stderr|logs))?$/;

/** The list that a text is a part of. */
const listOf = ({ kind, path }: Leaf): string | undefined =>
  kind === 'text' ? PART.exec(path)?.[1] : undefined;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A border that is moved off the middle of a character. */
const whole = (text: string, at: number): number =>
  at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;

const headOf = (text: string): number => whole(text, REACH);
const tailOf = (text: string): number => whole(text, Math.max(0, text.length - REACH));

interface Stretch {
  readonly leaf: number;
  readonly from: number;
  readonly to: number;
}

const lengthOf = (row: readonly Stretch[]): number => row.reduce((sum, { from, to }) => sum + to - from, 0);

/** The last stretches of a row, as many as a reader needs who goes on from there. */
const lastOf = (row: readonly Stretch[]): Stretch[] => {
  let length = 0;
  const first = row.findLastIndex(({ from, to }) => (length += to - from) >= REACH);
  return row.slice(Math.max(0, first));
};

/** Rows are made of one text after the other. */
const createRows = () => {
  const rows: Stretch[][] = [];
  let row: Stretch[] = [];
  let length = 0;
  const begin = (next: Stretch[]): void => {
    if (row.length > 1) rows.push(row);
    row = next;
    length = lengthOf(next);
  };
  const add = (stretch: Stretch): void => {
    row.push(stretch);
    length += stretch.to - stretch.from;
  };
  return {
    begin: (leaf: number, text: string): void => {
      begin([{ leaf, from: tailOf(text), to: text.length }]);
    },
    /** A long text ends one row and begins the next; so do the last texts of a row that has grown long. */
    goOn: (leaf: number, text: string): void => {
      add({ leaf, from: 0, to: text.length > REACH ? headOf(text) : text.length });
      if (text.length > REACH) begin([{ leaf, from: tailOf(text), to: text.length }]);
      else if (length >= LONGEST_ROW) begin(lastOf(row));
    },
    all: (): readonly (readonly Stretch[])[] => {
      begin([]);
      return rows;
    },
  };
};

/**
 * Texts that stand next to each other in one message, for a reader who passes over whatever is no text between them.
 * The leaves of one JSON document share their path and stand apart.
 */
const rowsOf = (leaves: readonly Leaf[]): readonly (readonly Stretch[])[] => {
  const rows = createRows();
  let list: string | undefined;
  let path: string | undefined;
  for (const [leaf, one] of leaves.entries()) {
    const own = listOf(one);
    if (own === undefined || one.text === '') continue;
    if (own === list && one.path !== path) rows.goOn(leaf, one.text);
    else rows.begin(leaf, one.text);
    [list, path] = [own, one.path];
  }
  return rows.all();
};

/** The texts of a row with nothing, or one blank, between them. */
const joined = (row: readonly Stretch[], leaves: readonly Leaf[], between: '' | ' '): Reading => {
  let text = '';
  const pieces: Piece[] = [];
  for (const { leaf, from, to } of row) {
    if (pieces.length > 0) text += between;
    pieces.push({ leaf, at: text.length, origins: range(from, to) });
    text += leaves[leaf]?.text.slice(from, to) ?? '';
  }
  return { text, pieces };
};

const unescaped = ({ text }: Leaf, leaf: number): Reading[] => {
  const view = unescapedView(text);
  return view === undefined ? [] : [{ text: view.text, pieces: [{ leaf, at: 0, origins: view.origins }] }];
};

/** The other readings of the free texts among the leaves. */
export const readingsOf = (leaves: readonly Leaf[]): readonly Reading[] => [
  ...rowsOf(leaves).flatMap((row) => [joined(row, leaves, ''), joined(row, leaves, ' ')]),
  ...leaves.flatMap((leaf, index) => (leaf.kind === 'text' ? unescaped(leaf, index) : [])),
];

const endOf = ({ at, origins }: Piece): number => at + origins.length - 1;

/** The part of a span that lies in a piece, by the offsets of its leaf. */
const within = ({ at, origins }: Piece, span: Span): Span | undefined => {
  const start = origins[Math.max(0, span.start - at)];
  const end = origins[Math.min(origins.length - 1, span.end - at)];
  return start === undefined || end === undefined ? undefined : { ...span, start, end };
};

/** Calls back with each span and each piece that it touches. Both are in order, so one walk along them is enough. */
const eachTouch = (
  pieces: readonly Piece[],
  spans: readonly Span[],
  touch: (piece: Piece, span: Span) => void,
): void => {
  let first = 0;
  for (const span of spans) {
    for (let piece = pieces[first]; piece !== undefined && endOf(piece) <= span.start; piece = pieces[first])
      first += 1;
    for (let index = first; ; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.at >= span.end) break;
      touch(piece, span);
    }
  }
};

/** What was found in the readings, by leaf. The spans of each reading are sorted and don't overlap. */
export const spansByLeaf = (
  read: readonly { readonly reading: Reading; readonly spans: readonly Span[] }[],
): ReadonlyMap<number, readonly Span[]> => {
  const found = new Map<number, Span[]>();
  for (const { reading, spans } of read) {
    eachTouch(reading.pieces, spans, (piece, span) => {
      const own = within(piece, span);
      const known = found.get(piece.leaf);
      if (own === undefined) return;
      if (known === undefined) found.set(piece.leaf, [own]);
      else known.push(own);
    });
  }
  return found;
};
