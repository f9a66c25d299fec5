import type { PhiType } from '../contract/phi-type.ts';
import { tokenShape } from './token.ts';
import type { TokenBook } from './token-book.ts';

/** A stretch of text to be replaced: UTF-16 units, sorted, not overlapping. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly type: PhiType;
}

interface Assembled {
  readonly text: string;
  /** For each piece of the result where it came from. Literal pieces have no token. */
  readonly pieces: readonly {
    readonly at: number;
    readonly from: number;
    readonly to: number;
    readonly token: boolean;
  }[];
}

const assemble = (text: string, replacements: readonly Replacement[], book: TokenBook): Assembled => {
  const pieces: { at: number; from: number; to: number; token: boolean }[] = [];
  let out = '';
  let copied = 0;
  const literal = (to: number): void => {
    if (to > copied) pieces.push({ at: out.length, from: copied, to, token: false });
    out += text.slice(copied, to);
  };
  for (const { start, end, type } of replacements) {
    literal(start);
    pieces.push({ at: out.length, from: start, to: end, token: true });
    out += book.issue(type, text.slice(start, end));
    copied = end;
  }
  literal(text.length);
  return { text: out, pieces };
};

/**
 * Finds what would be restored although no replacement put it there: text of the caller that is spelled like a token
 * issued in this request, alone or together with a token beside it.
 */
const lookAlikes = ({ text, pieces }: Assembled, book: TokenBook): Replacement[] => {
  const found: Replacement[] = [];
  const inserted = new Set(pieces.filter((piece) => piece.token).map((piece) => piece.at));
  const endOf = (index: number): number => pieces[index + 1]?.at ?? text.length;
  const shape = tokenShape();
  let first = 0;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    if (book.valueOf(match[0]) === undefined) {
      shape.lastIndex = start + 1;
      continue;
    }
    if (inserted.has(start)) continue;
    // Matches and pieces are both in order, so one walk along them is enough.
    while (first < pieces.length && endOf(first) <= start) first += 1;
    for (let index = first; ; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.at >= end) break;
      if (piece.token) continue;
      found.push({
        start: piece.from + Math.max(0, start - piece.at),
        end: piece.from + Math.min(endOf(index), end) - piece.at,
        type: 'ID',
      });
    }
  }
  return found;
};

/**
 * Replaces stretches of a text by tokens. Restoring the result gives the text again, to the letter, whatever it holds:
 * a look-alike of an issued token is itself replaced, and so comes back as it was.
 */
export const tokeniseText = (text: string, replacements: readonly Replacement[], book: TokenBook): string => {
  let all = [...replacements];
  for (;;) {
    const assembled = assemble(text, all, book);
    const extra = lookAlikes(assembled, book);
    if (extra.length === 0) return assembled.text;
    all = [...all, ...extra].sort((a, b) => a.start - b.start);
  }
};

/** The same for a text that has tokens in it already: they stay, and so does whatever else is spelled like one. */
export const tokeniseRest = (text: string, replacements: readonly Replacement[], book: TokenBook): string =>
  assemble(text, replacements, book).text;
