import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { errorText } from './error-text.ts';
import { messageText } from './received-text.ts';

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
export const streamedChatTexts = (events: readonly JsonObject[]): readonly string[] => {
  const choices = new Map<number, Assembled>();
  const errors: string[] = [];
  for (const event of events) {
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
