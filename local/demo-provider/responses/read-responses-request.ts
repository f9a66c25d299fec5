import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { type Asked, countTokens, type JsonFormat, type Tool } from '../asked.ts';
import { fittingTools, toolsNamed } from '../choose-tools.ts';
import { findTokens } from '../found-tokens.ts';
import { itemType } from './refuse-items.ts';

/** What the demo provider makes of a request for a response. */
export interface ResponsesRequest extends Asked {
  /** As it came, for the fields that an answer repeats. */
  readonly body: JsonObject;
  /** How to think before the answer; `undefined` for no thinking. */
  readonly reasoning: { readonly summarised: boolean; readonly sealed: boolean } | undefined;
  /** Streamed pieces are padded, so that their lengths tell nothing. */
  readonly padded: boolean;
}

const partText = (part: unknown): string => {
  const { type, text, refusal } = objectOf(part);
  return textOf(text) || textOf(refusal) || `[${textOf(type)}]`;
};

const contentText = (content: unknown): string =>
  typeof content === 'string' ? content : listOf(content).map(partText).join('\n');

const itemText = (item: JsonObject): string =>
  contentText(item['content'] ?? item['output'] ?? JSON.stringify(item));

const toolOf = (definition: unknown): readonly Tool[] => {
  const { type, name, parameters } = objectOf(definition);
  if (typeof name !== 'string') return [];
  if (type === 'custom') return [{ kind: 'custom', name }];
  return type === 'function' ? [{ kind: 'function', name, parameters: objectOf(parameters) }] : [];
};

const isForced = (choice: unknown): boolean => {
  const { type, mode } = objectOf(choice);
  return choice === 'required' || mode === 'required' || type === 'function' || type === 'custom';
};

const choose = (tools: readonly Tool[], choice: unknown, text: string): readonly Tool[] => {
  if (choice === 'none') return [];
  if (!isObject(choice)) return fittingTools(tools, text);
  if (choice['type'] !== 'allowed_tools') return toolsNamed(tools, textOf(choice['name']));
  const allowed = listOf(choice['tools']).map((tool) => objectOf(tool)['name']);
  const left = tools.filter(({ name }) => allowed.includes(name));
  return fittingTools(left, text);
};

const readCalls = (body: JsonObject, toolAnswered: boolean, text: string): readonly Tool[] => {
  const choice = body['tool_choice'];
  if (toolAnswered && !isForced(choice)) return [];
  const calls = choose(listOf(body['tools']).flatMap(toolOf), choice, text);
  return body['parallel_tool_calls'] === false ? calls.slice(0, 1) : calls;
};

const readFormat = (text: unknown): JsonFormat | undefined => {
  const { type, schema } = objectOf(objectOf(text)['format']);
  if (type === 'json_object') return {};
  return type === 'json_schema' ? { schema: objectOf(schema) } : undefined;
};

const readReasoning = ({ reasoning, include }: JsonObject): ResponsesRequest['reasoning'] => {
  if (!isObject(reasoning) || reasoning['effort'] === 'none') return undefined;
  const summarised = (reasoning['summary'] ?? reasoning['generate_summary'] ?? null) !== null;
  return { summarised, sealed: listOf(include).includes('reasoning.encrypted_content') };
};

const readLogprobs = ({ include, top_logprobs: alternatives }: JsonObject): number | undefined => {
  if (!listOf(include).includes('message.output_text.logprobs')) return undefined;
  return typeof alternatives === 'number' ? alternatives : 0;
};

/** Reads a request that isn't refused. */
export const readResponsesRequest = (body: JsonObject): ResponsesRequest => {
  const { input, instructions, max_output_tokens: most } = body;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input);
  const last = items.filter(isObject).at(-1) ?? {};
  const lastText = itemText(last);
  const toolAnswered = itemType(last).endsWith('_output');
  const texts = [instructions ?? '', ...items].map((each) => JSON.stringify(each));
  return {
    body,
    model: textOf(body['model']),
    lastText,
    toolAnswered,
    tokens: findTokens(texts.reverse()),
    calls: readCalls(body, toolAnswered, lastText),
    format: readFormat(body['text']),
    maxTokens: typeof most === 'number' ? most : Infinity,
    stop: [],
    topLogprobs: readLogprobs(body),
    reasoning: readReasoning(body),
    streamed: body['stream'] === true,
    padded: objectOf(body['stream_options'])['include_obfuscation'] !== false,
    promptTokens: countTokens([instructions, ...items]),
  };
};
