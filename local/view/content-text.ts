import { listOf, objectOf, textOf } from '../json.ts';

const partText = (part: unknown): string => {
  const { text, refusal, type } = objectOf(part);
  return textOf(text) || textOf(refusal) || `[${textOf(type)}]`;
};

/** A text, or the parts of one: their words, and the type of a part that has none. */
export const contentText = (content: unknown): string =>
  typeof content === 'string' ? content : listOf(content).map(partText).join('\n');

/** A call that is made, with what it is given. */
export const callText = (name: unknown, given: unknown): string => `→ ${textOf(name)}(${textOf(given)})`;
