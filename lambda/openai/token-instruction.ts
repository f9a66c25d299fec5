/**
 * What a model must know about tokens. Constant, to the letter, so that the provider's prompt cache goes on working;
 * it names no category, since the name of one beside a token makes some models refuse.
 */
export const TOKEN_INSTRUCTION =
  'Some values in this conversation were replaced by placeholders such as NAME_4KQ7ZD or DATE_8H2M0C. ' +
  'Each stands for one real value that the reader sees in its place. ' +
  'Use them as if they were the values, and copy them character by character; never alter, explain or translate them. ' +
  'A last paragraph such as [Placeholders: …] says how some of the values relate; use it, but never repeat it.';
