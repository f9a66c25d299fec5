import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import type {
  FunctionTool,
  Response as ModelResponse,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TOKEN_INSTRUCTION } from '../../../lambda/openai/token-instruction.ts';
import { type DemoProvider, startDemoProvider } from '../../../local/demo-provider/start-demo-provider.ts';

let provider: DemoProvider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startDemoProvider({ pieceDelayMs: 0 });
  client = new OpenAI({ baseURL: provider.baseUrl, apiKey: 'demo', maxRetries: 0 });
});
afterAll(() => provider.close());

const CHART = 'Summarise: NAME_4KQ7ZD, born DATE_8H2M0C, lives in PLACE_00000Z, call PHONE_ABCDEF.';
const TOKENS = ['NAME_4KQ7ZD', 'DATE_8H2M0C', 'PLACE_00000Z', 'PHONE_ABCDEF'];
const ASK = { model: 'gpt-5-mini', input: CHART, store: false };

const BOOK: FunctionTool = {
  type: 'function',
  name: 'book_visit',
  parameters: {
    type: 'object',
    properties: { patient: { type: 'string' }, date: { type: 'string' }, remind: { type: 'boolean' } },
  },
  strict: null,
};
const BOOKED = { patient: 'NAME_4KQ7ZD', date: 'DATE_8H2M0C', remind: true };
const CANCEL: FunctionTool = { ...BOOK, name: 'cancel_visit' };
const LOOK_UP = { type: 'custom' as const, name: 'look_up' };

const create = (more: Partial<ResponseCreateParamsNonStreaming> = {}): Promise<ModelResponse> =>
  client.responses.create({ ...ASK, ...more });

const eventsOf = async (
  more: Partial<Omit<ResponseCreateParamsNonStreaming, 'stream'>> & {
    stream_options?: { include_obfuscation: boolean };
  } = {},
): Promise<ResponseStreamEvent[]> => {
  const events: ResponseStreamEvent[] = [];
  for await (const event of await client.responses.create({ ...ASK, ...more, stream: true })) {
    events.push(event);
  }
  return events;
};

const typesOf = (events: readonly ResponseStreamEvent[]): readonly string[] =>
  events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);

const callsOf = ({ output }: ModelResponse): readonly unknown[] =>
  output.map((item) =>
    item.type === 'function_call' ? [item.name, JSON.parse(item.arguments) as unknown] : item.type,
  );

describe('a plain response', () => {
  it('names every token, says that it is a demo, and is the item of a message', async () => {
    const response = await create();
    for (const token of TOKENS) expect(response.output_text).toContain(token);
    expect(response.output_text).toContain('demo provider');
    expect(response.output).toEqual([
      {
        id: expect.stringMatching(/^msg_/) as string,
        type: 'message',
        status: 'completed',
        role: 'assistant',
        phase: 'final_answer',
        content: [{ type: 'output_text', annotations: [], logprobs: [], text: response.output_text }],
      },
    ]);
  });

  it('has every field that the newest of OpenAI has', async () => {
    const response = await create();
    const always = {
      id: expect.stringMatching(/^resp_/) as string,
      object: 'response',
      created_at: expect.any(Number) as number,
      completed_at: expect.any(Number) as number,
      status: 'completed',
      error: null,
      incomplete_details: null,
      output: expect.any(Array) as [],
      output_text: expect.any(String) as string,
      access_programs: null,
      conversation: null,
      moderation: null,
      previous_response_id: null,
      service_tier: 'default',
      tool_usage: expect.objectContaining({ web_search: { num_requests: 0 } }) as object,
      usage: expect.any(Object) as ResponseUsage,
    };
    const unasked = {
      background: false,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      metadata: {},
      parallel_tool_calls: true,
      prompt: null,
      prompt_cache_key: null,
      prompt_cache_retention: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
      user: null,
    };
    expect(response).toMatchObject({ ...always, ...unasked, model: 'gpt-5-mini', store: false });
  });

  it('repeats what was asked', async () => {
    const asked = {
      instructions: 'Be brief.',
      metadata: { ward: '7' },
      temperature: 0.2,
      tool_choice: 'none' as const,
      prompt_cache_key: 'k',
      max_output_tokens: 4_000,
    };
    expect(await create({ ...asked, tools: [BOOK] })).toMatchObject({
      ...asked,
      tools: [{ ...BOOK, description: null }],
    });
  });

  it('counts what it used', async () => {
    const { usage } = await create({ reasoning: { summary: 'auto' } });
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
    expect(usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(usage?.input_tokens_details).toEqual({ cached_tokens: 0, cache_write_tokens: 0 });
  });

  it('uses tokens of the history and the instructions, but not the examples of the standing one', async () => {
    const response = await create({
      instructions: `You work for PLACE_00000Z.\n\n${TOKEN_INSTRUCTION}`,
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'I am NAME_00000Z' }] },
        { role: 'assistant', content: 'Hello.' },
        { role: 'user', content: 'Who am I?' },
      ],
    });
    expect(response.output_text).toContain('NAME_00000Z');
    expect(response.output_text).toContain('PLACE_00000Z');
    expect(response.output_text).not.toContain('4KQ7ZD');
  });

  it('takes images and files', async () => {
    const response = await create({
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
          ],
        },
      ],
    });
    expect(response.output_text).toContain('You wrote: What is this? [input_image] [input_file]');
  });

  it('is incomplete at its limit', async () => {
    const response = await create({ max_output_tokens: 16 });
    expect(response).toMatchObject({
      status: 'incomplete',
      completed_at: null,
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
      usage: { output_tokens: 16 },
    });
  });

  it('has log probabilities where they are included, whose texts add up', async () => {
    const response = await create({ include: ['message.output_text.logprobs'], top_logprobs: 2 });
    const [item] = response.output;
    const part = item?.type === 'message' ? item.content[0] : undefined;
    const entries = part?.type === 'output_text' ? (part.logprobs ?? []) : [];
    expect(entries.map(({ token }) => token).join('')).toBe(response.output_text);
    expect(entries.every((entry) => entry.top_logprobs.length === 2)).toBe(true);
  });
});

describe('a streamed response', () => {
  it('has the events in the order of the wire, numbered from 0', async () => {
    const events = await eventsOf();
    expect(typesOf(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
    expect(events[0]).toMatchObject({ response: { status: 'in_progress', output: [], usage: null } });
  });

  it('has the fields of each event', async () => {
    const events = await eventsOf({ stream_options: { include_obfuscation: false } });
    const of = (type: string): unknown => events.find((event) => event.type === type);
    const place = {
      item_id: expect.stringMatching(/^msg_/) as string,
      output_index: 0,
      content_index: 0,
      sequence_number: expect.any(Number) as number,
    };
    const added = 'response.content_part.added';
    const delta = 'response.output_text.delta';
    expect(of(added)).toEqual({
      type: added,
      ...place,
      part: { type: 'output_text', annotations: [], logprobs: [], text: '' },
    });
    expect(of(delta)).toEqual({ type: delta, ...place, delta: 'Her', logprobs: [] });
  });

  it('is the same text as the plain one, in small pieces that cut tokens', async () => {
    const pieces = (await eventsOf()).map((event) =>
      event.type === 'response.output_text.delta' ? event.delta : '',
    );
    expect(pieces.join('')).toBe((await create()).output_text);
    expect(pieces.some((piece) => TOKENS.some((token) => piece.includes(token)))).toBe(false);
  });

  it('says the same in deltas, at each end, and in the response', async () => {
    const events = await eventsOf();
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('not completed');
    const text = events
      .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
      .join('');
    const [item] = last.response.output;
    expect(events.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ text });
    expect(events.find(({ type }) => type === 'response.content_part.done')).toMatchObject({
      part: { text },
    });
    expect(events.find(({ type }) => type === 'response.output_item.done')).toMatchObject({ item });
    expect(item).toMatchObject({ content: [{ text }] });
    expect(last.response.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('names each event beside its data, pads the pieces, and ends without [DONE]', async () => {
    const response = await fetch(`${provider.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({ ...ASK, stream: true }),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const frames = (await response.text()).split('\n\n');
    expect(frames.pop()).toBe('');
    const events = frames.map((frame) => /^event: (?<name>\S+)\ndata: (?<data>\{.*\})$/.exec(frame)?.groups);
    const data = events.map((event) => JSON.parse(event?.['data'] ?? '{}') as Record<string, string>);
    expect(events.map((event) => event?.['name'])).toEqual(data.map(({ type }) => type));
    expect(data.at(-1)?.['type']).toBe('response.completed');
    const deltas = data.filter(({ delta }) => delta !== undefined);
    expect(
      new Set(deltas.map(({ delta = '', obfuscation = '' }) => delta.length + obfuscation.length)),
    ).toEqual(new Set([16]));
  });

  it('ends as incomplete at its limit', async () => {
    const events = await eventsOf({ max_output_tokens: 16 });
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    });
    expect(events.filter(({ type }) => type === 'response.output_text.delta')).toHaveLength(16);
  });

  it('satisfies the stream helper, with thoughts and calls too', async () => {
    const response = await client.responses
      .stream({
        ...ASK,
        input: `${CHART} First cancel_visit, then look_up.`,
        tools: [BOOK, CANCEL, LOOK_UP],
        reasoning: { effort: 'low', summary: 'detailed' },
        include: ['reasoning.encrypted_content'],
      })
      .finalResponse();
    expect(response.output.map(({ type }) => type)).toEqual([
      'reasoning',
      'function_call',
      'custom_tool_call',
    ]);
    const text = await client.responses.stream(ASK).finalResponse();
    expect(text.output_text).toContain('NAME_4KQ7ZD');
  });
});

describe('reasoning', () => {
  it('is left out unless asked for', async () => {
    expect((await create({ reasoning: { effort: 'none' } })).output).toHaveLength(1);
    expect((await create({ reasoning: { effort: 'low' } })).output[0]).toEqual({
      id: expect.stringMatching(/^rs_/) as string,
      type: 'reasoning',
      summary: [],
    });
  });

  it('has a summary that speaks of the tokens, streamed part by part', async () => {
    const events = await eventsOf({ reasoning: { summary: 'auto' } });
    expect(typesOf(events).slice(2, 13)).toEqual([
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
    ]);
    const summaries = events.filter((event) => event.type === 'response.reasoning_summary_text.done');
    expect(summaries.map((event) => event.summary_index)).toEqual([0, 1]);
    for (const token of TOKENS) expect(summaries[1]?.text).toContain(token);
  });

  it('goes back as it came when it is encrypted, and not when it was touched', async () => {
    const { output } = await create({ reasoning: {}, include: ['reasoning.encrypted_content'] });
    const [thoughts, message] = output as ResponseInputItem[];
    if (thoughts?.type !== 'reasoning' || message === undefined) throw new Error('no thoughts');
    const question = { role: 'user' as const, content: 'Go on.' };
    expect((await create({ input: [thoughts, message, question] })).status).toBe('completed');
    const touched = { ...thoughts, encrypted_content: `${thoughts.encrypted_content ?? ''}A` };
    await expect(create({ input: [touched, message, question] })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_encrypted_content',
    });
  });
});

describe('tools', () => {
  it('are called with tokens where they fit, plain and streamed', async () => {
    const plain = await create({ tools: [BOOK] });
    expect(callsOf(plain)).toEqual([['book_visit', BOOKED]]);
    expect(plain.output[0]).toMatchObject({
      id: expect.stringMatching(/^fc_/) as string,
      call_id: expect.stringMatching(/^call_/) as string,
      status: 'completed',
    });
    const events = await eventsOf({ tools: [BOOK] });
    expect(typesOf(events).slice(2, -1)).toEqual([
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
    ]);
    expect(events[2]).toMatchObject({ item: { status: 'in_progress', arguments: '', name: 'book_visit' } });
  });

  it('of the custom kind are given free text', async () => {
    const { output } = await create({ tools: [LOOK_UP] });
    expect(output).toMatchObject([
      { type: 'custom_tool_call', name: 'look_up', input: `look up: ${TOKENS.join('; ')}` },
    ]);
    const types = typesOf(await eventsOf({ tools: [LOOK_UP] }));
    expect(types.slice(3, 5)).toEqual([
      'response.custom_tool_call_input.delta',
      'response.custom_tool_call_input.done',
    ]);
  });

  it('are called several at once, unless that is forbidden', async () => {
    const input = `${CHART} First cancel_visit, then book_visit.`;
    const both = { input, tools: [BOOK, CANCEL] };
    expect(callsOf(await create(both))).toEqual([
      ['book_visit', BOOKED],
      ['cancel_visit', BOOKED],
    ]);
    expect((await create({ ...both, parallel_tool_calls: false })).output).toHaveLength(1);
  });

  it.each<[string, ResponseCreateParamsNonStreaming['tool_choice'], readonly string[]]>([
    ['none', 'none', ['message']],
    ['required', 'required', ['book_visit']],
    ['one by its name', { type: 'function', name: 'cancel_visit' }, ['cancel_visit']],
    ['a custom one by its name', { type: 'custom', name: 'look_up' }, ['look_up']],
    [
      'some that are allowed',
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'cancel_visit' }] },
      ['cancel_visit'],
    ],
    ['one of the provider', { type: 'web_search_preview' }, ['message']],
  ])('are chosen: %s', async (_what, choice, expected) => {
    const { output } = await create({ tools: [BOOK, CANCEL, LOOK_UP], tool_choice: choice ?? 'auto' });
    expect(output.map((item) => ('name' in item ? item.name : item.type))).toEqual(expected);
  });

  it('are cut off at the limit', async () => {
    const response = await create({ tools: [BOOK], max_output_tokens: 16 });
    expect(response).toMatchObject({ status: 'incomplete', output: [{ status: 'incomplete' }] });
  });

  it('are used in a loop, in which the output of each turn is sent again', async () => {
    const tools = [BOOK, LOOK_UP];
    const input: ResponseInputItem[] = [{ role: 'user', content: `${CHART} Do look_up, then book_visit.` }];
    const first = await create({
      input,
      tools,
      reasoning: { summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
    for (const item of first.output) {
      input.push(item as ResponseInputItem);
      if (item.type === 'function_call') {
        input.push({ type: 'function_call_output', call_id: item.call_id, output: '{"booked":true}' });
      }
      if (item.type === 'custom_tool_call') {
        input.push({
          type: 'custom_tool_call_output',
          call_id: item.call_id,
          output: [{ type: 'input_text', text: 'Found DATE_8H2M0C.' }],
        });
      }
    }
    const second = await create({ input, tools });
    expect(second.output_text).toContain('The tool answered: Found DATE_8H2M0C.');
    input.push(...(second.output as ResponseInputItem[]), { role: 'user', content: 'Thanks, who was it?' });
    const third = await create({ input });
    for (const token of TOKENS) expect(third.output_text).toContain(token);
    const forced = await create({ input: input.slice(0, -2), tools, tool_choice: 'required' });
    expect(forced.output[0]?.type).toBe('function_call');
  });
});

describe('structured responses', () => {
  const visit = z.object({
    patient: z.object({ name: z.string(), age: z.number() }),
    places: z.array(z.string()),
  });

  it('fit the schema, plain and streamed', async () => {
    const asked = { ...ASK, text: { format: zodTextFormat(visit, 'visit') } };
    const wanted = { patient: { name: 'NAME_4KQ7ZD', age: 1 }, places: [expect.any(String) as string] };
    expect((await client.responses.parse(asked)).output_parsed).toEqual(wanted);
    expect((await client.responses.stream(asked).finalResponse()).output_parsed).toEqual(wanted);
  });

  it('are any JSON object where no schema is given', async () => {
    const { output_text: text } = await create({ text: { format: { type: 'json_object' } } });
    expect(JSON.parse(text)).toMatchObject({ found: TOKENS.map((token) => ({ value: token })) });
  });
});
