import type { JsonObject } from '../../openai/json-value.ts';

/** What a dry run is asked about: texts by themselves, or a whole request to one of the endpoints. */
export type BodyKind = 'texts' | 'chat.completions' | 'responses';

const isText = (value: unknown): boolean => typeof value === 'string';

/**
 * Tells the three apart: with `messages` it is a request to chat completions; with `input` alone, which is a text or a
 * list of texts, it is texts; else a request to responses, which can't do without a model.
 */
export const bodyKindOf = ({ messages, input, ...others }: JsonObject): BodyKind => {
  if (messages !== undefined) return 'chat.completions';
  const isTexts = Array.isArray(input) ? input.every(isText) : isText(input);
  return isTexts && Object.keys(others).length === 0 ? 'texts' : 'responses';
};
