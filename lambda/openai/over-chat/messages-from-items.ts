import { isJsonObject, type JsonObject } from '../json-value.ts';
import { textContent, userContent } from './chat-parts.ts';
import { unsupported } from './unsupported.ts';

/** What the model said and called at one go, which is one message in chat and several items in a response. */
interface Turn {
  readonly thoughts: string[];
  readonly texts: string[];
  readonly calls: JsonObject[];
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsIn = (parts: unknown): string =>
  (Array.isArray(parts) ? parts : [])
    .map((part: unknown) => (isJsonObject(part) ? textIn(part['text']) : ''))
    .filter((text) => text !== '')
    .join('\n\n');

const isBegun = ({ texts, calls }: Turn): boolean => texts.length + calls.length > 0;

/** Thoughts that led to nothing are no message. */
const messageOf = (turn: Turn): readonly JsonObject[] => {
  if (!isBegun(turn)) return [];
  const thoughts = turn.thoughts.filter((thought) => thought !== '').join('\n\n');
  return [
    {
      role: 'assistant',
      content: turn.texts.length === 0 ? null : turn.texts.join('\n\n'),
      // DeepSeek refuses tool results without the thoughts that led to the calls.
      ...(thoughts !== '' && { reasoning_content: thoughts }),
      ...(turn.calls.length > 0 && { tool_calls: turn.calls }),
    },
  ];
};

const functionCall = ({ call_id, name, arguments: args }: JsonObject): JsonObject => ({
  id: call_id,
  type: 'function',
  function: { name, arguments: args },
});

const customCall = ({ call_id, name, input }: JsonObject): JsonObject => ({
  id: call_id,
  type: 'custom',
  custom: { name, input },
});

const toolResult = ({ call_id, output }: JsonObject, path: string): JsonObject => ({
  role: 'tool',
  tool_call_id: call_id,
  content: textContent(output, `${path}.output`, '\n'),
});

/** Only OpenAI knows developers; for all others they speak for the system. */
const instruction = (content: string): JsonObject => ({ role: 'system', content });

const isInstruction = (message: JsonObject | undefined): message is JsonObject =>
  message?.['role'] === 'system';

/** Collects messages. Instructions that follow each other are one: some templates refuse a second. */
const createMessages = () => {
  const messages: JsonObject[] = [];
  let turn: Turn = { thoughts: [], texts: [], calls: [] };

  const endTurn = (): void => {
    messages.push(...messageOf(turn));
    turn = { thoughts: [], texts: [], calls: [] };
  };
  return {
    think(item: JsonObject): void {
      if (turn.texts.length > 0 && turn.calls.length === 0) endTurn();
      turn.thoughts.push(textsIn(item['content']) || textsIn(item['summary']));
    },
    say(text: string): void {
      if (turn.texts.length > 0 && turn.calls.length === 0) endTurn();
      turn.texts.push(text);
    },
    call(call: JsonObject): void {
      turn.calls.push(call);
    },
    instruct(text: string): void {
      endTurn();
      const last = messages.at(-1);
      if (!isInstruction(last)) messages.push(instruction(text));
      else messages.splice(-1, 1, instruction(`${textIn(last['content'])}\n\n${text}`));
    },
    add(message: JsonObject): void {
      endTurn();
      messages.push(message);
    },
    end(): readonly JsonObject[] {
      endTurn();
      return messages;
    },
  };
};

type Messages = ReturnType<typeof createMessages>;
type Translate = (item: JsonObject, path: string, to: Messages) => void;

const message: Translate = ({ role, content }, path, to) => {
  const place = `${path}.content`;
  if (role === 'user') to.add({ role, content: userContent(content, place) });
  else if (role === 'assistant') to.say(textContent(content, place, ''));
  else if (role === 'system' || role === 'developer') to.instruct(textContent(content, place, '\n'));
  else throw unsupported(`${path}.role`);
};

/** The items that chat knows too. All others belong to tools that chat doesn't have. */
const ITEMS: ReadonlyMap<unknown, Translate> = new Map<unknown, Translate>([
  ['message', message],
  ['reasoning', (item, _, to) => to.think(item)],
  ['function_call', (item, _, to) => to.call(functionCall(item))],
  ['custom_tool_call', (item, _, to) => to.call(customCall(item))],
  ['function_call_output', (item, path, to) => to.add(toolResult(item, path))],
  ['custom_tool_call_output', (item, path, to) => to.add(toolResult(item, path))],
]);

/**
 * The messages of a chat that say what instructions and items of a response say. Throws `unsupported_by_provider` with
 * the path of the first item or part that chat can't express.
 */
export const messagesFromItems = (
  instructions: unknown,
  items: readonly JsonObject[],
): readonly JsonObject[] => {
  const messages = createMessages();
  if (typeof instructions === 'string' && instructions !== '') messages.instruct(instructions);
  items.forEach((item, index) => {
    const translate = ITEMS.get(item['type']);
    if (translate === undefined) throw unsupported(`input[${index}]`);
    translate(item, `input[${index}]`, messages);
  });
  return messages.end();
};
