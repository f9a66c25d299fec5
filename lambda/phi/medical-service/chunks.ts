import type { Window } from '../windows.ts';

/** The service takes less than 20,000; the rest is a margin for what it may count differently. */
export const MOST_BYTES = 19_000;

/** In UTF-16 units. Two chunks share this much, so that what lies on the border is seen whole in one of them. */
const OVERLAP = 500;
/** How far to look back for white space, so that no word is cut. */
const SLACK = 1_000;

const encoder = new TextEncoder();
/** Only counted in, never read. */
const room = new Uint8Array(MOST_BYTES);

/** How much of a text from there on fits: whole code points, since the encoder writes no half ones. */
const fitting = (text: string, start: number): number =>
  start + encoder.encodeInto(text.slice(start, start + MOST_BYTES), room).read;

const onCodePoint = (text: string, at: number): number =>
  at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;

/** The place after the last white space that is at most that far before; else the place itself, on a whole code point. */
const afterSpace = (text: string, at: number, slack: number): number => {
  for (let end = at; end > at - slack && end > 0; end -= 1) {
    if (/\s/.test(text.charAt(end - 1))) return end;
  }
  return onCodePoint(text, at);
};

/** Covers a well-formed text with chunks that the service takes, cut on white space where there is some. */
export const chunksOf = (text: string): readonly Window[] => {
  const chunks: Window[] = [];
  let start = 0;
  for (;;) {
    const most = fitting(text, start);
    if (most === text.length) return [...chunks, { start, end: most }];
    const end = afterSpace(text, most, SLACK);
    chunks.push({ start, end });
    start = afterSpace(text, end - OVERLAP, SLACK);
  }
};
