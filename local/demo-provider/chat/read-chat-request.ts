import { TOKEN_INSTRUCTION } from '../../../lambda/openai/chat/chat-outbound.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { findTokens } from '../found-tokens.ts';

export interface FunctionTool {
  readonly name: string;
  readonly parameters: JsonObject;
}

/** What the demo provider makes of a request. */
export interface ChatRequest {
  readonly model: string;
  /** Text of the last message, and who it is from. */
  readonly lastText: string;
  readonly lastRole: string;
  /** The gateway's tokens: those of the last message first, then of the messages before it, newest first. */
  readonly tokens: readonly string[];
  /** To be called now; empty when the answer is text. */
  readonly calls: readonly FunctionTool[];
  /** The calls go out as `function_call`, for requests of the old kind. */
  readonly legacyCall: boolean;
  readonly format: JsonFormat | undefined;
  readonly choices: number;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** How many alternatives for each token; `undefined` without log probabilities. */
  readonly topLogprobs: number | undefined;
  readonly streamed: boolean;
  readonly includeUsage: boolean;
  readonly promptTokens: number;
}

interface JsonFormat {
  /** Absent for `json_object`. */
  readonly schema?: JsonObject;
}

const contentText = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => textOf(objectOf(part)['text']))
        .join('\n');

const toolOf = (definition: unknown): readonly FunctionTool[] => {
  const { name, parameters } = objectOf(definition);
  return typeof name === 'string' ? [{ name, parameters: objectOf(parameters) }] : [];
};

/** The tools of which the text speaks, else the first. */
const fitting = (tools: readonly FunctionTool[], text: string): readonly FunctionTool[] => {
  const named = tools.filter(({ name }) => text.includes(name));
  return named.length > 0 ? named : tools.slice(0, 1);
};

const choose = (tools: readonly FunctionTool[], choice: unknown, text: string): readonly FunctionTool[] => {
  if (choice === 'none') return [];
  const named = textOf(objectOf(choice)['name'] ?? objectOf(objectOf(choice)['function'])['name']);
  return named === '' ? fitting(tools, text) : tools.filter(({ name }) => name === named);
};

const readCalls = (body: JsonObject, lastRole: string, lastText: string) => {
  if (lastRole === 'tool' || lastRole === 'function') return { calls: [], legacyCall: false };
  const tools = listOf(body['tools']).flatMap((tool) => toolOf(objectOf(tool)['function']));
  const functions = listOf(body['functions']).flatMap(toolOf);
  if (tools.length === 0) {
    return { calls: choose(functions, body['function_call'], lastText).slice(0, 1), legacyCall: true };
  }
  const calls = choose(tools, body['tool_choice'], lastText);
  return { calls: body['parallel_tool_calls'] === false ? calls.slice(0, 1) : calls, legacyCall: false };
};

const readFormat = (value: unknown): JsonFormat | undefined => {
  const format = objectOf(value);
  if (format['type'] === 'json_object') return {};
  if (format['type'] !== 'json_schema') return undefined;
  return { schema: objectOf(objectOf(format['json_schema'])['schema']) };
};

const readStop = (stop: unknown): readonly string[] =>
  (typeof stop === 'string' ? [stop] : listOf(stop).map(textOf)).filter((text) => text !== '');

const numberOr = <T>(value: unknown, otherwise: T): number | T =>
  typeof value === 'number' ? value : otherwise;

/** Newest first. The examples in the gateway's own instruction stand for nobody. */
const tokensOf = (messages: readonly JsonObject[]): readonly string[] =>
  findTokens(messages.map((message) => JSON.stringify(message).replaceAll(TOKEN_INSTRUCTION, '')).reverse());

/** Reads a request that has been found to have a model and messages. */
export const readChatRequest = (body: JsonObject): ChatRequest => {
  const messages = listOf(body['messages']).filter(isObject);
  const last = messages.at(-1) ?? {};
  const lastText = contentText(last['content']);
  const lastRole = textOf(last['role']);
  return {
    model: textOf(body['model']),
    lastText,
    lastRole,
    tokens: tokensOf(messages),
    ...readCalls(body, lastRole, lastText),
    format: readFormat(body['response_format']),
    choices: numberOr(body['n'], 1),
    maxTokens: numberOr(body['max_completion_tokens'], numberOr(body['max_tokens'], Infinity)),
    stop: readStop(body['stop']),
    topLogprobs: body['logprobs'] === true ? numberOr(body['top_logprobs'], 0) : undefined,
    streamed: body['stream'] === true,
    includeUsage: objectOf(body['stream_options'])['include_usage'] === true,
    promptTokens: Math.ceil(JSON.stringify(messages).length / 4),
  };
};
