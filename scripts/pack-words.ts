import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Packs words of `[a-z' .-]` into one string: sorted, each as a capital letter that says how many first letters it
 * shares with the word before (A is none, Z is 25), and the rest; compressed, since a function's bundle is to be small,
 * and in base64. `unpackWords` in lambda/phi reads it.
 */
export const packWords = (words: ReadonlySet<string>): string => {
  let before = '';
  let packed = '';
  for (const word of [...words].sort()) {
    let shared = 0;
    while (shared < 25 && shared < word.length && word[shared] === before[shared]) shared += 1;
    packed += String.fromCharCode(65 + shared) + word.slice(shared);
    before = word;
  }
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return brotliCompressSync(packed, { params }).toString('base64');
};
