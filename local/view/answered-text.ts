import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { messageText } from './received-text.ts';

const parse = (text: string): JsonObject => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
};

const errorText = (body: JsonObject): string => {
  const { code, message, param } = objectOf(body['error']);
  const where = textOf(param) === '' ? '' : ` (${textOf(param)})`;
  return `error ${textOf(code)}: ${textOf(message)}${where}`;
};

/** A choice that is put together from its deltas. */
interface Assembled {
  content: string;
  refusal: string;
  readonly calls: Map<number, { name: string; arguments: string }>;
}

const addCall = (calls: Assembled['calls'], index: number, call: JsonObject): void => {
  const known = calls.get(index) ?? { name: '', arguments: '' };
  calls.set(index, {
    name: known.name + textOf(call['name']),
    arguments: known.arguments + textOf(call['arguments']),
  });
};

const addDelta = (to: Assembled, delta: JsonObject): void => {
  to.content += textOf(delta['content']);
  to.refusal += textOf(delta['refusal']);
  for (const call of listOf(delta['tool_calls']).filter(isObject)) {
    addCall(to.calls, Number(call['index']), objectOf(call['function']));
  }
  if (isObject(delta['function_call'])) addCall(to.calls, 0, delta['function_call']);
};

/** The texts of a stream's choices, and its error if it has one. */
const streamedTexts = (body: string): readonly string[] => {
  const choices = new Map<number, Assembled>();
  const errors: string[] = [];
  const data = body.split('\n').filter((line) => line.startsWith('data: {'));
  for (const event of data.map((line) => parse(line.slice('data: '.length)))) {
    if (isObject(event['error'])) errors.push(errorText(event));
    for (const choice of listOf(event['choices']).filter(isObject)) {
      const index = Number(choice['index']);
      const known = choices.get(index) ?? { content: '', refusal: '', calls: new Map() };
      choices.set(index, known);
      addDelta(known, objectOf(choice['delta']));
    }
  }
  const texts = [...choices.values()].map(({ content, refusal, calls }) =>
    messageText({ content, refusal, tool_calls: [...calls.values()] }),
  );
  return [...texts, ...errors];
};

const plainTexts = (body: JsonObject): readonly string[] => {
  if (isObject(body['error'])) return [errorText(body)];
  // The dialect whose answer is the text alone.
  if (typeof body['content'] === 'string') return [body['content']];
  return listOf(body['choices']).map((choice) => messageText(objectOf(objectOf(choice)['message'])));
};

/** What an answer says, a text for each choice; empty for bodies that are no chat answer. */
export const answeredTexts = (body: string, contentType: string): readonly string[] =>
  contentType.startsWith('text/event-stream') ? streamedTexts(body) : plainTexts(parse(body));
