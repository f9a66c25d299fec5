import { isJsonObject, type JsonObject } from '../json-value.ts';
import { unsupported } from './unsupported.ts';

const given = (name: string, value: unknown): JsonObject =>
  value === undefined || value === null ? {} : { [name]: value };

const isString = (value: unknown): value is string => typeof value === 'string';

/** The words of a part, whoever said them; `undefined` for one that is not made of words. */
const wordsOf = ({ type, text, refusal }: JsonObject): string | undefined => {
  if ((type === 'input_text' || type === 'output_text' || type === 'text') && isString(text)) return text;
  return type === 'refusal' && isString(refusal) ? refusal : undefined;
};

const image = ({ image_url: url, detail }: JsonObject, path: string): JsonObject => {
  if (!isString(url)) throw unsupported(`${path}.file_id`);
  return { type: 'image_url', image_url: { url, ...given('detail', detail) } };
};

const file = ({ file_data, file_id, filename }: JsonObject, path: string): JsonObject => {
  if (!isString(file_data) && !isString(file_id)) throw unsupported(`${path}.file_url`);
  const named = { ...given('file_data', file_data), ...given('file_id', file_id) };
  return { type: 'file', file: { ...named, ...given('filename', filename) } };
};

const partOf = (part: JsonObject, path: string): JsonObject => {
  const text = wordsOf(part);
  if (text !== undefined) return { type: 'text', text };
  const { type } = part;
  if (type === 'input_image') return image(part, path);
  if (type === 'input_file') return file(part, path);
  if (type === 'input_audio') return part;
  throw unsupported(path);
};

const partsIn = (content: unknown, path: string): readonly JsonObject[] => {
  if (!Array.isArray(content)) throw unsupported(path);
  return content.map((part, index) => {
    if (!isJsonObject(part)) throw unsupported(`${path}[${index}]`);
    return part;
  });
};

/**
 * A content of words alone, as one string: many servers take no parts from anybody but the user. Throws
 * `unsupported_by_provider` for anything that chat has in messages of users alone.
 */
export const textContent = (content: unknown, path: string, between: string): string => {
  if (isString(content)) return content;
  const words = partsIn(content, path).map((part, index) => {
    const text = wordsOf(part);
    if (text === undefined) throw unsupported(`${path}[${index}]`);
    return text;
  });
  return words.join(between);
};

/** The content of a user's message: a string where there are only words, else parts. */
export const userContent = (content: unknown, path: string): string | readonly JsonObject[] => {
  if (isString(content)) return content;
  const parts = partsIn(content, path).map((part, index) => partOf(part, `${path}[${index}]`));
  const words = parts.flatMap(({ type, text }) => (type === 'text' && isString(text) ? [text] : []));
  return words.length === parts.length ? words.join('\n') : parts;
};
