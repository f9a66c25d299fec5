import { isJsonDocument } from './json-text.ts';
import { isJsonObject } from './json-value.ts';

/**
 * What a model is told about the values that it doesn't see. A note goes out with the message in which it first applies
 * and is made of what came before alone, so the same message goes out with the same note in every later turn.
 */
export interface Notes {
  /** Takes in the next text of the conversation. */
  hear(text: string): void;
  /** What is to be told by now and was not told before; `undefined` where there is nothing. */
  tell(): string | undefined;
}

const OPENING = '\n\n[Placeholders: ';

const noted = (text: string, note: string): string => `${text}${OPENING}${note}]`;

/** A text of an outbound body as the caller said it, but for its tokens. */
export const withoutNotes = (text: string): string =>
  text.replaceAll(/\n\n\[Placeholders: [A-Z0-9_a-z ,.:;+-]*\]/g, '');

/** Fields that hold no words: names, what is sealed, and media, which may be long. */
const WORDLESS: ReadonlySet<string> = new Set([
  ...['type', 'role', 'id', 'call_id', 'tool_call_id', 'name', 'status', 'encrypted_content', 'signature'],
  ...['image_url', 'input_audio', 'audio', 'file', 'file_data', 'file_id', 'file_url', 'data', 'logprobs'],
]);

/** Takes in every text of a message or an item, in the order in which it stands there. */
export const hearAll = (value: unknown, notes: Notes): void => {
  if (typeof value === 'string') notes.hear(value);
  else if (Array.isArray(value)) for (const item of value) hearAll(item, notes);
  else if (isJsonObject(value)) {
    for (const [field, item] of Object.entries(value)) if (!WORDLESS.has(field)) hearAll(item, notes);
  }
};

const isText = (part: unknown): part is { readonly text: string } =>
  isJsonObject(part) && typeof part['text'] === 'string' && part['text'] !== '';

/**
 * A content with the notes that are due, after its last text. Without a text it stays as it is, and so does the output
 * of a tool that is JSON, since some providers read that; the notes then wait for the next message.
 */
export const withNote = (content: unknown, by: 'user' | 'tool', notes: Notes): unknown => {
  const mayTell = (text: string): boolean => text !== '' && (by === 'user' || !isJsonDocument(text));
  const tell = (text: string): string => {
    const note = notes.tell();
    return note === undefined ? text : noted(text, note);
  };
  if (typeof content === 'string') return mayTell(content) ? tell(content) : content;
  if (!Array.isArray(content)) return content;
  const parts: readonly unknown[] = content;
  const last = parts.findLastIndex(isText);
  if (!parts.filter(isText).every(({ text }) => mayTell(text))) return content;
  return parts.map((part, index) =>
    index === last && isText(part) ? { ...part, text: tell(part.text) } : part,
  );
};
