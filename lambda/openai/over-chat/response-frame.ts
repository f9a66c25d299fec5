import { isJsonObject, type JsonObject } from '../json-value.ts';

const given = (value: unknown, otherwise: unknown): unknown => value ?? otherwise;

const fieldsOf = (value: unknown): JsonObject =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => (field ?? null) !== null))
    : {};

const toolEcho = (tool: unknown): unknown =>
  isJsonObject(tool) && tool['type'] === 'function'
    ? { description: null, parameters: null, strict: false, ...tool }
    : tool;

/** What repeats the request, with OpenAI's defaults where it says nothing. Clients check that all of it is there. */
const echoOf = (outbound: JsonObject): JsonObject => ({
  background: false,
  frequency_penalty: given(outbound['frequency_penalty'], 0),
  instructions: given(outbound['instructions'], null),
  max_output_tokens: given(outbound['max_output_tokens'], null),
  max_tool_calls: given(outbound['max_tool_calls'], null),
  metadata: {},
  parallel_tool_calls: given(outbound['parallel_tool_calls'], true),
  presence_penalty: given(outbound['presence_penalty'], 0),
  previous_response_id: null,
  prompt_cache_key: given(outbound['prompt_cache_key'], null),
  reasoning: { effort: null, summary: null, ...fieldsOf(outbound['reasoning']) },
  safety_identifier: given(outbound['safety_identifier'], null),
  store: false,
  temperature: given(outbound['temperature'], 1),
  text: { format: { type: 'text' }, verbosity: 'medium', ...fieldsOf(outbound['text']) },
  tool_choice: given(outbound['tool_choice'], 'auto'),
  tools: (Array.isArray(outbound['tools']) ? outbound['tools'] : []).map(toolEcho),
  top_logprobs: given(outbound['top_logprobs'], 0),
  top_p: given(outbound['top_p'], 1),
  truncation: given(outbound['truncation'], 'disabled'),
  user: given(outbound['user'], null),
});

/** What is known of an answer when it begins. */
export interface Beginning {
  readonly id: string;
  readonly model: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/** A response of which nothing was made yet. */
export const responseFrame = (outbound: JsonObject, { id, model, createdAt }: Beginning): JsonObject => ({
  id,
  object: 'response',
  created_at: createdAt,
  status: 'in_progress',
  completed_at: null,
  error: null,
  incomplete_details: null,
  model,
  output: [],
  usage: null,
  service_tier: given(outbound['service_tier'], 'auto'),
  ...echoOf(outbound),
});

const countIn = (...values: readonly unknown[]): number =>
  values.find((value): value is number => typeof value === 'number') ?? 0;

/** What an answer cost; `null` where the provider didn't count. DeepSeek has a name of its own for cached tokens. */
export const usageOf = (usage: unknown): JsonObject | null => {
  if (!isJsonObject(usage)) return null;
  const [input, output] = [usage['prompt_tokens'], usage['completion_tokens']].map((value) => countIn(value));
  const prompt = fieldsOf(usage['prompt_tokens_details']);
  const completion = fieldsOf(usage['completion_tokens_details']);
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: countIn(prompt['cached_tokens'], usage['prompt_cache_hit_tokens']),
      cache_write_tokens: countIn(prompt['cache_write_tokens']),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: countIn(completion['reasoning_tokens']) },
    total_tokens: countIn(usage['total_tokens'], countIn(input) + countIn(output)),
  };
};
