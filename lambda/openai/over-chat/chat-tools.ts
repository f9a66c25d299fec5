import { isJsonObject, type JsonObject } from '../json-value.ts';
import { unsupported } from './unsupported.ts';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** The named fields, where they are given. */
const pick = (from: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(names.filter((name) => isGiven(from[name])).map((name) => [name, from[name]]));

const customFormat = (format: unknown): JsonObject => {
  if (!isJsonObject(format)) return {};
  const { type, ...grammar } = format;
  return { format: type === 'grammar' ? { type, grammar } : format };
};

const toolOf = (tool: unknown, path: string): JsonObject => {
  if (isJsonObject(tool) && tool['type'] === 'function') {
    return { type: 'function', function: pick(tool, 'name', 'description', 'parameters', 'strict') };
  }
  if (isJsonObject(tool) && tool['type'] === 'custom') {
    const custom = { ...pick(tool, 'name', 'description'), ...customFormat(tool['format']) };
    return { type: 'custom', custom };
  }
  throw unsupported(path);
};

/** Which tool: chat puts its name one layer deeper. */
const namedTool = (choice: unknown, path: string): JsonObject => {
  if (!isJsonObject(choice)) throw unsupported(path);
  const { type, name } = choice;
  if (type === 'function') return { type, function: { name } };
  if (type === 'custom') return { type, custom: { name } };
  throw unsupported(path);
};

const choiceOf = (choice: unknown): unknown => {
  if (typeof choice === 'string') return choice;
  if (!isJsonObject(choice) || choice['type'] !== 'allowed_tools') return namedTool(choice, 'tool_choice');
  const { mode, tools } = choice;
  const named = (Array.isArray(tools) ? tools : []).map((tool, index) =>
    namedTool(tool, `tool_choice.tools[${index}]`),
  );
  return { type: 'allowed_tools', allowed_tools: { mode, tools: named } };
};

/** What is so without saying, and which some servers refuse to be told where there are no tools. */
const IDLE_CHOICES: ReadonlySet<unknown> = new Set([undefined, null, 'auto', 'none']);

/**
 * The tools of a request, and how they may be used, in chat's words. Throws `unsupported_by_provider` for tools that
 * run at the provider.
 */
export const chatTools = ({ tools, tool_choice: choice, ...body }: JsonObject): JsonObject => {
  const translated = (Array.isArray(tools) ? tools : []).map((tool, index) =>
    toolOf(tool, `tools[${index}]`),
  );
  if (translated.length === 0) {
    return IDLE_CHOICES.has(choice) ? {} : { tool_choice: choiceOf(choice) };
  }
  return {
    tools: translated,
    ...(isGiven(choice) && { tool_choice: choiceOf(choice) }),
    ...pick(body, 'parallel_tool_calls'),
  };
};

/** `text.format` as chat has it: with a layer around the schema. */
const formatOf = (format: unknown): JsonObject => {
  if (!isJsonObject(format) || format['type'] === 'text') return {};
  const { type, ...json_schema } = format;
  return { response_format: type === 'json_schema' ? { type, json_schema } : format };
};

/** How the text is to be written. */
export const chatText = ({ text }: JsonObject): JsonObject =>
  isJsonObject(text) ? { ...formatOf(text['format']), ...pick(text, 'verbosity') } : {};
