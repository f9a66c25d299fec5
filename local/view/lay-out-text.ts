/** Would move the cursor, ring, or turn the text around: what a model writes must not steer the terminal. */
const UNPRINTABLE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const PLAIN = /^[\n\u0020-\u007e]*$/;

/** What a reader takes for one character. Most texts are ASCII, where that needs no look at Unicode's tables. */
const characters = (text: string): readonly string[] =>
  PLAIN.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Columns that a text takes; near enough for a view. */
export const widthOf = (text: string): number =>
  characters(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

/** The text without anything that steers a terminal. Line breaks stay. */
export const printable = (text: string): string => text.replaceAll('\r\n', '\n').replace(UNPRINTABLE, ' ');

/** The beginning of a long text, with a word on how much is left out. */
export const shorten = (text: string, most: number): string => {
  const all = characters(text);
  if (all.length <= most) return text;
  return `${all.slice(0, most).join('')}… (${all.length - most} more characters)`;
};

/** A word in parts that fit, for words that are longer than a line. */
const breakWord = (word: string, width: number): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  for (const character of characters(word)) {
    if (part !== '' && widthOf(part + character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
};

const wrapLine = (line: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').flatMap((word) => breakWord(word, width))) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (widthOf(longer) <= width) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
};

/** Lines of at most the given width, broken between words where possible. */
export const wrap = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((line) => wrapLine(line, width));

export const padTo = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));
