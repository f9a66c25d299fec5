import { type JsonObject, objectOf, textOf } from '../json.ts';

/** What an error says, from a body or an event that has one. */
export const errorText = (body: JsonObject): string => {
  const { code, message, param } = objectOf(body['error']);
  const where = textOf(param) === '' ? '' : ` (${textOf(param)})`;
  return `error ${textOf(code)}: ${textOf(message)}${where}`;
};
