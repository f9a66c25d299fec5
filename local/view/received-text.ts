import { TOKEN_INSTRUCTION } from '../../lambda/openai/token-instruction.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

const partText = (part: unknown): string => {
  const { text, refusal, type } = objectOf(part);
  return textOf(text) || textOf(refusal) || `[${textOf(type)}]`;
};

const contentText = (content: unknown): string =>
  typeof content === 'string' ? content : listOf(content).map(partText).join('\n');

const callText = (call: unknown): string => {
  const { name, arguments: given } = objectOf(objectOf(call)['function'] ?? call);
  return `→ ${textOf(name)}(${textOf(given)})`;
};

/** What a message or a choice says: its text, and the calls that it makes. */
export const messageText = (message: JsonObject): string => {
  const legacy = message['function_call'];
  return [
    contentText(message['content']),
    textOf(message['refusal']),
    ...listOf(message['tool_calls']).map(callText),
    ...(isObject(legacy) ? [callText(legacy)] : []),
  ]
    .filter((text) => text !== '')
    .join('\n');
};

/** Always the same, so that naming it is enough. */
const INSTRUCTION = "[the gateway's note on placeholders]";

/** The messages of a request body as `role: text`, in order; the body itself when it is none. */
export const receivedTexts = (body: string): readonly string[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [body];
  }
  return listOf(objectOf(parsed)['messages'])
    .filter(isObject)
    .map(
      (message) =>
        `${textOf(message['role'])}: ${messageText(message).replaceAll(TOKEN_INSTRUCTION, INSTRUCTION)}`,
    );
};
