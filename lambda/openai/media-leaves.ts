import { anyJson, fields, fixed, media, type Rule, stringOr } from './leaf.ts';

/*
 * Images, sounds and files, where policy lets them pass. They are bytes or the address of some; a text in their place is
 * none, and is looked into like any other that can't be rewritten.
 */

const BASE64 = /^[A-Za-z0-9+/\r\n]*={0,2}$/;

/** Less could as well be a word or a number. */
const SHORTEST_BYTES = 64;

/** The head of a data URL names a type, and perhaps a file. */
const DATA_URL = /^data:[^,]*;base64,/i;

const ADDRESS = /^[a-z][a-z\d+.-]*:\/\/\S+$/i;

/** What of it can be read as text. */
const readable = (value: string): string => {
  if (ADDRESS.test(value)) return '';
  const [head = ''] = DATA_URL.exec(value) ?? [];
  const isBytes = BASE64.test(value.slice(head.length));
  return isBytes && (head !== '' || value.length >= SHORTEST_BYTES) ? head : value;
};

/** The bytes themselves, or their address. */
export const bytes: Rule = (value, path, visit) => {
  if (typeof value !== 'string') return anyJson(value, path, visit);
  const text = readable(value);
  if (text !== '') visit({ kind: 'fixed', path, text });
  return value;
};

export const binary = media(bytes);

/** The id under which a provider keeps a file. */
export const fileId = media(fixed);

/** In what voice an answer is to be spoken, and how it is to be written down: it would speak the tokens. */
export const speech = media(fields({ voice: stringOr(fixed, fields({ id: fixed })), format: fixed }));
