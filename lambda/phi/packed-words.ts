import { brotliDecompressSync } from 'node:zlib';

/**
 * Unpacks a word list written by scripts/pack-words.ts: base64 of Brotli, in which each word stands as a capital
 * letter, which says how many first letters it shares with the word before it, and the rest.
 */
export const unpackWords = (compressed: string): ReadonlySet<string> => {
  const packed = brotliDecompressSync(Buffer.from(compressed, 'base64')).toString('latin1');
  const words = new Set<string>();
  let before = '';
  let start = 0;
  while (start < packed.length) {
    const shared = packed.charCodeAt(start) - 65;
    let end = start + 1;
    while (end < packed.length && !isCapital(packed.charCodeAt(end))) end += 1;
    before = before.slice(0, shared) + packed.slice(start + 1, end);
    words.add(before);
    start = end;
  }
  return words;
};

const isCapital = (code: number): boolean => code >= 65 && code <= 90;

/** A set that is built when it is first asked: unpacking all lists at import would slow every cold start. */
export const lazySet = (packed: string, unpack = unpackWords): ((word: string) => boolean) => {
  let words: ReadonlySet<string> | undefined;
  return (word) => {
    words ??= unpack(packed);
    return words.has(word);
  };
};
