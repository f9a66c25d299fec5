import { brotliDecompressSync } from 'node:zlib';

/**
 * Unpacks a word list written by scripts/pack-words.ts: base64 of Brotli, in which each word stands as a capital
 * letter, which says how many first letters it shares with the word before it, and the rest.
 */
export const unpackWords = (compressed: string): readonly string[] => {
  const packed = brotliDecompressSync(Buffer.from(compressed, 'base64')).toString('latin1');
  const words: string[] = [];
  let before = '';
  let start = 0;
  while (start < packed.length) {
    const shared = packed.charCodeAt(start) - 65;
    let end = start + 1;
    while (end < packed.length && !isCapital(packed.charCodeAt(end))) end += 1;
    before = before.slice(0, shared) + packed.slice(start + 1, end);
    words.push(before);
    start = end;
  }
  return words;
};

const isCapital = (code: number): boolean => code >= 65 && code <= 90;
