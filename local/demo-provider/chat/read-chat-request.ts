import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { type Asked, countTokens, type JsonFormat, type Tool } from '../asked.ts';
import { fittingTools, toolsNamed } from '../choose-tools.ts';
import { findTokens } from '../found-tokens.ts';

/** What the demo provider makes of a chat request. */
export interface ChatRequest extends Asked {
  /** The calls go out as `function_call`, for requests of the old kind. */
  readonly legacyCall: boolean;
  readonly choices: number;
  readonly includeUsage: boolean;
}

const contentText = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => textOf(objectOf(part)['text']))
        .join('\n');

const toolOf = (definition: unknown): readonly Tool[] => {
  const { name, parameters } = objectOf(definition);
  return typeof name === 'string' ? [{ kind: 'function', name, parameters: objectOf(parameters) }] : [];
};

const choose = (tools: readonly Tool[], choice: unknown, text: string): readonly Tool[] => {
  if (choice === 'none') return [];
  const named = textOf(objectOf(choice)['name'] ?? objectOf(objectOf(choice)['function'])['name']);
  return named === '' ? fittingTools(tools, text) : toolsNamed(tools, named);
};

const readCalls = (body: JsonObject, toolAnswered: boolean, lastText: string) => {
  if (toolAnswered) return { calls: [], legacyCall: false };
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

const RESULT_ROLES: readonly unknown[] = ['tool', 'function'];

/** Reads a request that has been found to have a model and messages. */
export const readChatRequest = (body: JsonObject): ChatRequest => {
  const messages = listOf(body['messages']).filter(isObject);
  const last = messages.at(-1) ?? {};
  const lastText = contentText(last['content']);
  const toolAnswered = RESULT_ROLES.includes(last['role']);
  return {
    model: textOf(body['model']),
    lastText,
    toolAnswered,
    tokens: findTokens(messages.map((message) => JSON.stringify(message)).reverse()),
    ...readCalls(body, toolAnswered, lastText),
    format: readFormat(body['response_format']),
    choices: numberOr(body['n'], 1),
    maxTokens: numberOr(body['max_completion_tokens'], numberOr(body['max_tokens'], Infinity)),
    stop: readStop(body['stop']),
    topLogprobs: body['logprobs'] === true ? numberOr(body['top_logprobs'], 0) : undefined,
    streamed: body['stream'] === true,
    includeUsage: objectOf(body['stream_options'])['include_usage'] === true,
    promptTokens: countTokens(messages),
  };
};
