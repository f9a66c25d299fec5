/** A stretch of a text that is looked into at one go. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Short enough not to hold up the event loop for long. */
const LENGTH = 16_384;
/** Two windows share this much, so that what lies on the border is seen whole in one of them. */
const OVERLAP = 4_096;
/** How far to look for white space, so that no word is cut. */
const SLACK = 256;

const afterSpace = (text: string, from: number): number => {
  for (let at = from; at < Math.min(text.length, from + SLACK); at += 1) {
    if (/\s/.test(text.charAt(at))) return at + 1;
  }
  const inPair = text.codePointAt(from - 1) !== text.charCodeAt(from - 1);
  return inPair ? from + 1 : from;
};

/** Covers a text with overlapping windows that begin and end on white space where there is some. */
export const windowsOf = (text: string): readonly Window[] => {
  const windows: Window[] = [];
  let start = 0;
  for (;;) {
    const end = start + LENGTH >= text.length ? text.length : afterSpace(text, start + LENGTH);
    windows.push({ start, end });
    if (end >= text.length) return windows;
    start = afterSpace(text, end - OVERLAP);
  }
};
