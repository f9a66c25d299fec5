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

const PART = /^(.*\.content)\[(\d+)\]\.(?:text|refusal)$/;

/** Whether two leaves are the texts of two parts of one message, one after the other. */
const adjoin = (a: Leaf | undefined, b: Leaf | undefined): boolean => {
  const [one, other] = [PART.exec(a?.path ?? ''), PART.exec(b?.path ?? '')];
  return one !== null && other !== null && one[1] === other[1] && Number(one[2]) + 1 === Number(other[2]);
};

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

/** Texts of parts that stand next to each other; a long text ends one row and begins the next. */
const rowsOf = (leaves: readonly Leaf[]): Stretch[][] => {
  const rows: Stretch[][] = [];
  let row: Stretch[] = [];
  for (const [leaf, { text }] of leaves.entries()) {
    if (!adjoin(leaves[leaf - 1], leaves[leaf])) {
      rows.push(row);
      row = [{ leaf, from: tailOf(text), to: text.length }];
    } else if (text.length <= REACH) {
      row.push({ leaf, from: 0, to: text.length });
    } else {
      rows.push([...row, { leaf, from: 0, to: headOf(text) }]);
      row = [{ leaf, from: tailOf(text), to: text.length }];
    }
  }
  return [...rows, row].filter(({ length }) => length > 1);
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

/** The part of a span that lies in a piece, by the offsets of its leaf. */
const within = ({ at, origins }: Piece, span: Span): Span | undefined => {
  const outside = span.end <= at || span.start >= at + origins.length - 1;
  const start = origins[Math.max(0, span.start - at)];
  const end = origins[Math.min(origins.length - 1, span.end - at)];
  return outside || start === undefined || end === undefined ? undefined : { ...span, start, end };
};

/** What was found in the readings, by leaf. */
export const spansByLeaf = (
  read: readonly { readonly reading: Reading; readonly spans: readonly Span[] }[],
): ReadonlyMap<number, readonly Span[]> => {
  const found = new Map<number, Span[]>();
  for (const { reading, spans } of read) {
    for (const piece of reading.pieces) {
      const own = spans.flatMap((span) => within(piece, span) ?? []);
      if (own.length > 0) found.set(piece.leaf, [...(found.get(piece.leaf) ?? []), ...own]);
    }
  }
  return found;
};
