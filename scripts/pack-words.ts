/**
 * Packs words of `[a-z' .-]` into one string: sorted, each as a capital letter that says how many first letters it
 * shares with the word before (A is none, Z is 25), and the rest. `unpackWords` in lambda/phi reads it.
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
  return packed;
};
