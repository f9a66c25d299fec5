import { isJsonObject } from '../json-value.ts';
import { hearAll, type Notes, withNote } from '../notes.ts';

const SPEAKERS: ReadonlyMap<unknown, 'user' | 'tool'> = new Map([
  ['user', 'user'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

/** The messages of a chat, those of users and tools with what is to be told about the values in them and before them. */
export const withChatNotes = (messages: readonly unknown[], notes: Notes): readonly unknown[] =>
  messages.map((message) => {
    hearAll(message, notes);
    const by = isJsonObject(message) ? SPEAKERS.get(message['role']) : undefined;
    if (!isJsonObject(message) || by === undefined) return message;
    return { ...message, content: withNote(message['content'], by, notes) };
  });
