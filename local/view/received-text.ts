import { TOKEN_INSTRUCTION } from '../../lambda/openai/token-instruction.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { callText, contentText } from './content-text.ts';
import { itemRole, itemText } from './item-text.ts';

const chatCallText = (call: unknown): string => {
  const { name, arguments: given } = objectOf(objectOf(call)['function'] ?? call);
  return callText(name, given);
};

/** What a message or a choice says: its text, and the calls that it makes. */
export const messageText = (message: JsonObject): string => {
  const legacy = message['function_call'];
  return [
    contentText(message['content']),
    textOf(message['refusal']),
    ...listOf(message['tool_calls']).map(chatCallText),
    ...(isObject(legacy) ? [chatCallText(legacy)] : []),
  ]
    .filter((text) => text !== '')
    .join('\n');
};

/** Always the same, so that naming it is enough. */
const INSTRUCTION = "[the gateway's note on placeholders]";

const chatTexts = (body: JsonObject): readonly string[] =>
  listOf(body['messages'])
    .filter(isObject)
    .map((message) => `${textOf(message['role'])}: ${messageText(message)}`);

const responsesTexts = ({ instructions, input }: JsonObject): readonly string[] => [
  ...(typeof instructions === 'string' ? [`instructions: ${instructions}`] : []),
  ...(typeof input === 'string' ? [`user: ${input}`] : []),
  ...listOf(input)
    .filter(isObject)
    .map((item) => `${itemRole(item)}: ${itemText(item)}`),
];

/** The messages or items of a request body as `role: text`, in order; the body itself when it is no JSON. */
export const receivedTexts = (body: string): readonly string[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [body];
  }
  const request = objectOf(parsed);
  const texts = 'input' in request ? responsesTexts(request) : chatTexts(request);
  return texts.map((text) => text.replaceAll(TOKEN_INSTRUCTION, INSTRUCTION));
};
