import { tokensOf } from './openai-wire.ts';
import type { Respond } from './scripted-provider.ts';

/*
 * OpenAI's Responses wire as its servers write it, for scripted providers.
 * https://platform.openai.com/docs/api-reference/responses/object,
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

type Reply = Parameters<Respond>[0];
type Received = Parameters<Respond>[1];
type Fields = Readonly<Record<string, unknown>>;

/** What a provider was sent, parsed. */
export interface SentResponsesBody {
  readonly model: string;
  readonly input: readonly (Fields & { readonly type: string })[];
  readonly [field: string]: unknown;
}

export const sentResponsesBody = ({ body }: Pick<Received, 'body'>): SentResponsesBody =>
  JSON.parse(body) as SentResponsesBody;

/** The tokens in the last item that the provider got, in order; the instruction's examples stand elsewhere. */
export const tokensAsked = (request: Pick<Received, 'body'>): string[] =>
  tokensOf(JSON.stringify(sentResponsesBody(request).input.at(-1)));

/** All tokens that the provider got in its input, each once. */
export const tokensInInput = (request: Pick<Received, 'body'>): string[] => [
  ...new Set(tokensOf(JSON.stringify(sentResponsesBody(request).input))),
];

const USAGE = {
  input_tokens: 31,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 43,
};

export const text = (value: string, more: Fields = {}): Fields => ({
  type: 'output_text',
  text: value,
  annotations: [],
  logprobs: [],
  ...more,
});

export const message = (id: string, ...content: readonly Fields[]): Fields => ({
  id,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content,
});

export const refusal = (value: string): Fields => ({ type: 'refusal', refusal: value });

export const functionCall = (id: string, callId: string, name: string, args: string): Fields => ({
  id,
  type: 'function_call',
  status: 'completed',
  call_id: callId,
  name,
  arguments: args,
});

export const customCall = (id: string, callId: string, name: string, input: string): Fields => ({
  id,
  type: 'custom_tool_call',
  status: 'completed',
  call_id: callId,
  name,
  input,
});

export const reasoning = (id: string, summary: string, sealed?: string) => ({
  id,
  type: 'reasoning' as const,
  summary: summary === '' ? [] : [{ type: 'summary_text' as const, text: summary }],
  ...(sealed !== undefined && { encrypted_content: sealed }),
});

const ID = 'resp_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b';

/** A response object that has ended, or, without `output`, one that has begun. */
export const response = (output: readonly Fields[], more: Fields = {}): Fields => ({
  id: ID,
  object: 'response',
  created_at: 1_784_000_000,
  status: 'completed',
  background: false,
  completed_at: 1_784_000_002,
  error: null,
  frequency_penalty: 0,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'gpt-5.4-mini-2026-03-17',
  output,
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: 'none', summary: null },
  safety_identifier: null,
  service_tier: 'default',
  store: false,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  usage: USAGE,
  user: null,
  metadata: {},
  ...more,
});

type Unnumbered = Fields & { readonly type: string };

const pieces = (value: string, length: number): string[] =>
  Array.from({ length: Math.ceil(value.length / length) }, (_, at) =>
    value.slice(at * length, (at + 1) * length),
  );

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);

/** A text in deltas, and once more as a whole. */
const streamed = (name: string, place: Fields, value: unknown, field: string, cut: number): Unnumbered[] => [
  ...pieces(String(value), cut).map((delta) => ({ type: `response.${name}.delta`, ...place, delta })),
  { type: `response.${name}.done`, ...place, [field]: value },
];

/** Log probabilities come with the pieces that they spell. */
const outputText = ({ text: value, logprobs, annotations }: Fields, place: Fields, cut: number) => {
  const entries = listOf(logprobs);
  const deltas =
    entries.length === 0
      ? pieces(String(value), cut).map((delta) => ({ delta, logprobs: [] as readonly Fields[] }))
      : entries.map((entry) => ({ delta: String(entry['token']), logprobs: [entry] }));
  return [
    ...deltas.map((delta) => ({ type: 'response.output_text.delta', ...place, ...delta })),
    ...listOf(annotations).map((annotation, annotation_index) => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index,
      annotation,
    })),
    { type: 'response.output_text.done', ...place, text: value, logprobs: entries },
  ];
};

const EMPTY_PARTS: Readonly<Record<string, Fields>> = {
  output_text: { text: '', annotations: [], logprobs: [] },
  refusal: { refusal: '' },
  reasoning_text: { text: '' },
};

const partText = (part: Fields, place: Fields, cut: number): Unnumbered[] => {
  if (part['type'] === 'refusal') return streamed('refusal', place, part['refusal'], 'refusal', cut);
  if (part['type'] === 'reasoning_text') return streamed('reasoning_text', place, part['text'], 'text', cut);
  return outputText(part, place, cut);
};

const partEvents = (part: Fields, place: Fields, cut: number): Unnumbered[] => [
  {
    type: 'response.content_part.added',
    ...place,
    part: { ...part, ...EMPTY_PARTS[String(part['type'])] },
  },
  ...partText(part, place, cut),
  { type: 'response.content_part.done', ...place, part },
];

const summaryEvents = (part: Fields, place: Fields, cut: number): Unnumbered[] => [
  { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
  ...streamed('reasoning_summary_text', place, part['text'], 'text', cut),
  { type: 'response.reasoning_summary_part.done', ...place, part },
];

const BEGUN: Readonly<Record<string, Fields>> = {
  message: { status: 'in_progress', content: [] },
  function_call: { status: 'in_progress', arguments: '' },
  custom_tool_call: { status: 'in_progress', input: '' },
  reasoning: { summary: [] },
};

const itemEvents = (item: Fields, output_index: number, cut: number): Unnumbered[] => {
  const { type, content, summary } = item;
  const place = { item_id: item['id'], output_index };
  const begun = { ...item, ...BEGUN[String(type)] };
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...listOf(content).flatMap((part, content_index) => partEvents(part, { ...place, content_index }, cut)),
    ...listOf(summary).flatMap((part, summary_index) =>
      summaryEvents(part, { ...place, summary_index }, cut),
    ),
    ...(type === 'function_call'
      ? streamed('function_call_arguments', place, item['arguments'], 'arguments', cut).map((event) =>
          event.type.endsWith('.done') ? { ...event, name: item['name'] } : event,
        )
      : []),
    ...(type === 'custom_tool_call'
      ? streamed('custom_tool_call_input', place, item['input'], 'input', cut)
      : []),
    { type: 'response.output_item.done', output_index, item },
  ];
};

/** The `data` of all events of a response, in OpenAI's order, its texts in pieces of so many UTF-16 units. */
export const responseEvents = (whole: Fields, cut = 5): string[] => {
  const begun = { ...whole, status: 'in_progress', completed_at: null, output: [], usage: null };
  const events: Unnumbered[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...listOf(whole['output']).flatMap((item, index) => itemEvents(item, index, cut)),
    { type: `response.${String(whole['status'])}`, response: whole },
  ];
  return events.map((event, sequence_number) => JSON.stringify({ ...event, sequence_number }));
};

/** The event as OpenAI frames it. */
export const responseFrame = (data: string): string =>
  `event: ${String((JSON.parse(data) as Fields)['type'])}\ndata: ${data}\n\n`;

/** Answers with a response, in events where they were asked for. */
export const respondWith = (reply: Reply, request: Received, whole: Fields, cut?: number): void => {
  if (sentResponsesBody(request)['stream'] !== true) {
    reply.json(200, whole);
    return;
  }
  reply.head(200, { 'content-type': 'text/event-stream' });
  reply.end(responseEvents(whole, cut).map(responseFrame).join(''));
};

/** Answers with what it makes of the tokens that it was asked about: words, or whole items. */
export const answering =
  (say: (tokens: readonly string[]) => string | readonly Fields[], more: Fields = {}): Respond =>
  (reply, request, index) => {
    const said = say(tokensAsked(request));
    const output = typeof said === 'string' ? [message(`msg_${index}`, text(said))] : said;
    respondWith(reply, request, response(output, more));
  };
