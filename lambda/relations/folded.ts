const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
]);

const ASCII = /^[\0-\x7f]*$/;

/**
 * A text as it is compared: lower case, without the accents of Latin, Greek and Cyrillic letters. The marks of other
 * scripts are vowels, so they stay.
 */
export const folded = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase().replaceAll('`', "'") : unaccented(text);

const unaccented = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[ßøłæœđðþ]/g, (letter) => PLAIN_LETTERS.get(letter) ?? letter);
