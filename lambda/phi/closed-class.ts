/**
 * Is it one of these few? For words of a closed class, and for what may stand between two words: a set is asked many
 * times faster than a pattern, and such questions are asked of every word of a text.
 */
export const oneOf = (...values: readonly string[]): ((value: string) => boolean) => {
  const set: ReadonlySet<string> = new Set(values);
  return (value) => set.has(value);
};

/** The same for words in one string, parted by blanks. */
export const oneOfWords = (words: string): ((word: string) => boolean) => oneOf(...words.split(' '));
