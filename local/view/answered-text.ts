import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { errorText } from './error-text.ts';
import { messageText } from './received-text.ts';
import { responseTexts, streamedResponseTexts } from './response-text.ts';
import { streamedChatTexts } from './streamed-chat.ts';

const parse = (text: string): JsonObject => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
};

const streamedTexts = (body: string): readonly string[] => {
  const data = body.split('\n').filter((line) => line.startsWith('data: {'));
  const events = data.map((line) => parse(line.slice('data: '.length)));
  const isResponse = textOf(events[0]?.['type']).startsWith('response.');
  return isResponse ? streamedResponseTexts(events) : streamedChatTexts(events);
};

const plainTexts = (body: JsonObject): readonly string[] => {
  if (body['object'] === 'response') return responseTexts(body);
  if (isObject(body['error'])) return [errorText(body)];
  // The dialect whose answer is the text alone.
  if (typeof body['content'] === 'string') return [body['content']];
  return listOf(body['choices']).map((choice) => messageText(objectOf(objectOf(choice)['message'])));
};

/** What an answer says, a text for each choice or item; empty for bodies that are no model's answer. */
export const answeredTexts = (body: string, contentType: string): readonly string[] =>
  contentType.startsWith('text/event-stream') ? streamedTexts(body) : plainTexts(parse(body));
