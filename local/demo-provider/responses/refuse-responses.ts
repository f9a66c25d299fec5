import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { invalid, missing, type Range, type Refusal, refusal, refuseCounts } from '../refusal.ts';
import { refuseItems } from './refuse-items.ts';

/** Ranges as OpenAI's reference gives them. */
const RANGES: readonly Range[] = [
  ['max_output_tokens', 16, Number.MAX_SAFE_INTEGER],
  ['top_logprobs', 0, 20],
];

/** Parameters of chat that have another name here. */
const MOVED: Readonly<Record<string, string>> = {
  messages: 'input',
  response_format: 'text.format',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
};

const refuseMoved = (body: JsonObject): Refusal | undefined => {
  const param = Object.keys(MOVED).find((name) => name in body);
  if (param === undefined) return undefined;
  const message =
    `Unsupported parameter: '${param}'. In the Responses API, this parameter has moved to '${MOVED[param] ?? ''}'. ` +
    'Try again with the new parameter.';
  return refusal(400, message, param, 'unsupported_parameter');
};

/** Nothing is kept, so nothing can be gone on from. */
const refuseState = (body: JsonObject): Refusal | undefined => {
  const previous = body['previous_response_id'] ?? null;
  if (previous !== null) {
    const message = `Previous response with id '${textOf(previous)}' not found.`;
    return refusal(400, message, 'previous_response_id', 'previous_response_not_found');
  }
  const conversation = body['conversation'] ?? null;
  if (conversation !== null) {
    const id = textOf(objectOf(conversation)['id'] ?? conversation);
    return refusal(404, `Conversation with id '${id}' not found.`, null, null);
  }
  return body['background'] === true
    ? refusal(400, 'The demo provider has no background mode.', 'background', null)
    : undefined;
};

const NAMED: readonly unknown[] = ['function', 'custom'];

const refuseTools = ({ tools, tool_choice: choice }: JsonObject): Refusal | undefined => {
  const nameless = listOf(tools).findIndex((tool) => {
    const { type, name } = objectOf(tool);
    return NAMED.includes(type) && typeof name !== 'string';
  });
  if (nameless !== -1) return missing(`tools[${nameless}].name`);
  const { type, name } = objectOf(choice);
  const isThere = listOf(tools).some((tool) => objectOf(tool)['name'] === name);
  return NAMED.includes(type) && !isThere
    ? refusal(400, `Tool choice '${textOf(type)}' not found in 'tools' parameter.`, 'tool_choice', null)
    : undefined;
};

const refuseFormat = ({ text }: JsonObject): Refusal | undefined => {
  const { type, name, schema } = objectOf(objectOf(text)['format']);
  if (type !== 'json_schema') return undefined;
  if (typeof name !== 'string') return missing('text.format.name');
  return isObject(schema) ? undefined : missing('text.format.schema');
};

const refuseInput = ({ input }: JsonObject): Refusal | undefined => {
  if ((input ?? null) === null) return missing('input');
  if (typeof input === 'string') return undefined;
  return Array.isArray(input) && input.length > 0 ? refuseItems(listOf(input)) : invalid('input');
};

/** Why a response can't be made; `undefined` when it can. */
export const refuseResponses = (body: JsonObject): Refusal | undefined => {
  const { model } = body;
  if (typeof model !== 'string' || model === '') return missing('model');
  return (
    refuseMoved(body) ??
    refuseState(body) ??
    refuseCounts(body, RANGES) ??
    refuseTools(body) ??
    refuseFormat(body) ??
    refuseInput(body)
  );
};
