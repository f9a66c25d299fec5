import { type JsonObject, listOf, objectOf } from '../../json.ts';
import { isCut, type OutputItem } from './compose-output.ts';
import type { ResponsesRequest } from './read-responses-request.ts';
import { CONSTANT, ECHOED } from './response-fields.data.ts';
import { endedItem } from './wire-items.ts';

/** What every object of one answer has. */
export interface ResponseHead {
  readonly id: string;
  readonly createdAt: number;
}

const toolEcho = (tool: unknown): JsonObject => {
  const given = objectOf(tool);
  return given['type'] === 'function'
    ? { description: null, parameters: null, strict: true, ...given }
    : given;
};

const textEcho = (text: unknown): JsonObject => {
  const { format, verbosity } = objectOf(text);
  const asked = objectOf(format);
  const schemaDefaults = asked['type'] === 'json_schema' ? { description: null, strict: true } : {};
  return { format: { type: 'text', ...schemaDefaults, ...asked }, verbosity: verbosity ?? 'medium' };
};

const echo = (body: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(ECHOED).map(([name, unasked]) => [name, body[name] ?? unasked])),
  reasoning: { effort: null, summary: null, ...objectOf(body['reasoning']) },
  text: textEcho(body['text']),
  tools: listOf(body['tools']).map(toolEcho),
});

const piecesOf = (item: OutputItem): number =>
  item.kind === 'reasoning' ? item.summary.flat().length : item.pieces.length;

const usageOf = ({ promptTokens }: ResponsesRequest, output: readonly OutputItem[]): JsonObject => {
  const reasoningTokens = output
    .filter(({ kind }) => kind === 'reasoning')
    .reduce((sum, item) => sum + piecesOf(item), 0);
  const outputTokens = output.reduce((sum, item) => sum + piecesOf(item), 0);
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: promptTokens + outputTokens,
  };
};

/** A response that has just been begun. */
export const begunResponse = (
  { id, createdAt }: ResponseHead,
  { body, model }: ResponsesRequest,
): JsonObject => ({
  id,
  object: 'response',
  created_at: createdAt,
  status: 'in_progress',
  completed_at: null,
  error: null,
  incomplete_details: null,
  model,
  output: [],
  ...echo(body),
  ...CONSTANT,
  usage: null,
});

/** The same response at its end. */
export const endedResponse = (
  head: ResponseHead,
  request: ResponsesRequest,
  output: readonly OutputItem[],
  endedAt: number,
): JsonObject => ({
  ...begunResponse(head, request),
  ...(isCut(output)
    ? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    : { status: 'completed', completed_at: endedAt }),
  output: output.map((item) => endedItem(item, request.topLogprobs)),
  usage: usageOf(request, output),
});
