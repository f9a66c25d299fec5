import { plainViewOf } from './plain-view.ts';

/** A text in which case and cheap disguises make no difference any more, and the way back. */
export interface FoldedView {
  readonly text: string;
  /** The UTF-16 offset in the original of the character that a unit of `text` comes from, and of the text's end. */
  originOf(at: number): number;
}

const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Upper case first, so that what has no small form of its own is spelled out (`ß` as `SS`), and sign by sign, so that
 * no letter depends on its neighbours, as the Greek sigma at the end of a word does. Then marks apart from their letters.
 */
const foldSign = (sign: string): string =>
  // The small form of a capital I with a dot has a second one.
  sign.toUpperCase().toLowerCase().normalize('NFD').replace('i\u0307', 'i');

/** Folds a text for comparison. Linear in its length. */
export const foldedViewOf = (text: string): FoldedView => {
  const plain = plainViewOf(text);
  const toOriginal = (at: number): number => plain.origins?.[at] ?? at;
  if (ASCII.test(plain.text)) return { text: plain.text.toLowerCase(), originOf: toOriginal };
  const parts: string[] = [];
  const origins: number[] = [];
  let at = 0;
  for (const sign of plain.text) {
    const folded = foldSign(sign);
    for (let unit = 0; unit < folded.length; unit += 1) origins.push(toOriginal(at));
    parts.push(folded);
    at += sign.length;
  }
  origins.push(toOriginal(at));
  return { text: parts.join(''), originOf: (unit) => origins[unit] ?? text.length };
};
