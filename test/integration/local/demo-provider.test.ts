import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TOKEN_INSTRUCTION } from '../../../lambda/openai/token-instruction.ts';
import { type DemoProvider, startDemoProvider } from '../../../local/demo-provider/start-demo-provider.ts';
import type { ReceivedRequest } from '../../../local/received-request.ts';

let provider: DemoProvider;
let client: OpenAI;
const received: ReceivedRequest[] = [];

beforeAll(async () => {
  provider = await startDemoProvider({ pieceDelayMs: 0, onReceived: (request) => received.push(request) });
  client = new OpenAI({ baseURL: provider.baseUrl, apiKey: 'demo', maxRetries: 0 });
});
beforeEach(() => {
  received.length = 0;
});
afterAll(() => provider.close());

const CHART = 'Summarise: NAME_4KQ7ZD, born DATE_8H2M0C, lives in PLACE_00000Z, call PHONE_ABCDEF.';
const TOKENS = ['NAME_4KQ7ZD', 'DATE_8H2M0C', 'PLACE_00000Z', 'PHONE_ABCDEF'];
const ASK = { model: 'gpt-5-mini', messages: [{ role: 'user' as const, content: CHART }] };

const BOOK = {
  type: 'function' as const,
  function: {
    name: 'book_visit',
    parameters: {
      type: 'object',
      properties: {
        patient: { type: 'string' },
        date: { type: 'string' },
        kind: { type: 'string', enum: ['first', 'follow-up'] },
        remind: { type: 'boolean' },
      },
      required: ['patient', 'date', 'kind', 'remind'],
    },
  },
};
const BOOKED = { patient: 'NAME_4KQ7ZD', date: 'DATE_8H2M0C', kind: 'first', remind: true };

const chunksOf = async (
  more: Partial<ChatCompletionCreateParamsStreaming> = {},
): Promise<ChatCompletionChunk[]> => {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of await client.chat.completions.create({ ...ASK, ...more, stream: true })) {
    chunks.push(chunk);
  }
  return chunks;
};

describe('a plain answer', () => {
  it('names every token, says that it is a demo, and echoes the model', async () => {
    const { model, choices, usage } = await client.chat.completions.create(ASK);
    const { message, finish_reason: finishReason } = choices[0]!;
    for (const token of TOKENS) expect(message.content).toContain(token);
    expect(message.content).toContain('demo provider');
    expect([model, finishReason, message.role, message.refusal]).toEqual([
      'gpt-5-mini',
      'stop',
      'assistant',
      null,
    ]);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it('uses tokens of the history, but not the examples of the standing instruction', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'm',
      messages: [
        { role: 'system', content: `Be brief.\n\n${TOKEN_INSTRUCTION}` },
        { role: 'user', content: [{ type: 'text', text: 'I am NAME_00000Z' }] },
        { role: 'assistant', content: 'Hello.' },
        { role: 'user', content: 'Who am I?' },
      ],
    });
    expect(choices[0]?.message.content).toContain('NAME_00000Z');
    expect(choices[0]?.message.content).not.toContain('4KQ7ZD');
  });

  it('answers without tokens too', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'What is a  stent?' }],
    });
    expect(choices[0]?.message.content).toContain('You wrote: What is a stent?');
  });

  it('gives several choices, cut at max_tokens', async () => {
    const { choices } = await client.chat.completions.create({ ...ASK, n: 3, max_completion_tokens: 4 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(choices.map((choice) => choice.finish_reason)).toEqual(['length', 'length', 'length']);
    expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
  });

  it('ends before a stop sequence', async () => {
    const { choices } = await client.chat.completions.create({ ...ASK, stop: ['nowhere', '\n- Date'] });
    expect(choices[0]?.message.content).toMatch(/record\.$/);
    expect(choices[0]?.finish_reason).toBe('stop');
  });

  it('gives log probabilities whose texts and bytes add up', async () => {
    const { choices } = await client.chat.completions.create({ ...ASK, logprobs: true, top_logprobs: 2 });
    const { message, logprobs } = choices[0]!;
    const entries = logprobs?.content ?? [];
    expect(entries.map(({ token }) => token).join('')).toBe(message.content);
    expect(Buffer.from(entries.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe(message.content);
    expect(entries.every((entry) => entry.top_logprobs.length === 2)).toBe(true);
  });
});

describe('a streamed answer', () => {
  it('is the same text as the plain one, in small pieces that cut tokens', async () => {
    const plain = await client.chat.completions.create(ASK);
    const pieces = (await chunksOf()).map((chunk) => chunk.choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toBe(plain.choices[0]?.message.content);
    expect(pieces.some((piece) => TOKENS.some((token) => piece.includes(token)))).toBe(false);
  });

  it('has the chunks in the order of the wire', async () => {
    const chunks = await chunksOf();
    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta);
    expect(deltas[0]).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(deltas.slice(1, -1).every((delta) => Object.keys(delta ?? {}).join() === 'content')).toBe(true);
    expect(deltas.at(-1)).toEqual({});
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true);
  });

  it('gives usage in a chunk of its own when asked', async () => {
    const chunks = await chunksOf({ stream_options: { include_usage: true } });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) as number },
    });
  });

  it('writes several choices side by side', async () => {
    const indexes = (await chunksOf({ n: 2 })).map((chunk) => chunk.choices[0]?.index);
    expect(indexes.slice(0, 6)).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('ends with [DONE]', async () => {
    const response = await fetch(`${provider.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({ ...ASK, stream: true }),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toMatch(/\n\ndata: \[DONE\]\n\n$/);
  });

  it('satisfies the stream helper', async () => {
    const completion = await client.chat.completions
      .stream({ ...ASK, n: 2, logprobs: true, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(completion.choices).toHaveLength(2);
    expect(completion.choices[1]?.message.content).toContain('NAME_4KQ7ZD');
    const entries = completion.choices[0]?.logprobs?.content ?? [];
    expect(entries.map(({ token }) => token).join('')).toBe(completion.choices[0]?.message.content);
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });
});

describe('tools', () => {
  it('are called with tokens where they fit', async () => {
    const { choices } = await client.chat.completions.create({ ...ASK, tools: [BOOK] });
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect([choices[0]?.finish_reason, choices[0]?.message.content]).toEqual(['tool_calls', null]);
    if (call?.type !== 'function') throw new Error('no function call');
    expect([call.function.name, JSON.parse(call.function.arguments)]).toEqual(['book_visit', BOOKED]);
  });

  it('are called in a stream too, several of them one after the other', async () => {
    const cancel = { ...BOOK, function: { ...BOOK.function, name: 'cancel_visit' } };
    const stream = client.chat.completions.stream({
      ...ASK,
      messages: [{ role: 'user', content: `${CHART} First cancel_visit, then book_visit.` }],
      tools: [BOOK, cancel],
    });
    const completion = await stream.finalChatCompletion();
    const calls = completion.choices[0]?.message.tool_calls ?? [];
    expect(calls).toMatchObject([
      { type: 'function', function: { name: 'book_visit', arguments: JSON.stringify(BOOKED) } },
      { type: 'function', function: { name: 'cancel_visit', arguments: JSON.stringify(BOOKED) } },
    ]);
  });

  it('are chosen by name, and left alone where forbidden', async () => {
    const other = { type: 'function' as const, function: { name: 'other' } };
    const named = await client.chat.completions.create({
      ...ASK,
      tools: [BOOK, other],
      tool_choice: { type: 'function', function: { name: 'other' } },
    });
    expect(named.choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'other', arguments: '{}' } },
    ]);
    const none = await client.chat.completions.create({ ...ASK, tools: [BOOK], tool_choice: 'none' });
    expect(none.choices[0]?.message.tool_calls).toBeUndefined();
  });

  it('have their result quoted in the answer', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'm',
      tools: [BOOK],
      messages: [
        { role: 'user', content: 'Book it.' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'book_visit', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: '{"booked":"NAME_4KQ7ZD"}' },
      ],
    });
    expect(choices[0]?.message.content).toContain('The tool answered: {"booked":"NAME_4KQ7ZD"}');
    expect(choices[0]?.finish_reason).toBe('stop');
  });

  it('of the old kind are called as functions', async () => {
    const chunks = await chunksOf({ functions: [BOOK.function] });
    const deltas: readonly Record<string, unknown>[] = chunks.map(({ choices }) => ({
      ...choices[0]?.delta,
    }));
    const calls = deltas.flatMap(({ function_call: call }) => (call ? [call as Record<string, string>] : []));
    expect(calls[0]).toEqual({ name: 'book_visit', arguments: '' });
    expect(JSON.parse(calls.map((call) => call['arguments']).join(''))).toEqual(BOOKED);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('function_call');
  });
});

describe('structured answers', () => {
  const visit = z.object({
    patient: z.object({ name: z.string(), age: z.number() }),
    places: z.array(z.string()),
  });

  it('fit the schema, plain and streamed', async () => {
    const asked = { ...ASK, response_format: zodResponseFormat(visit, 'visit') };
    const wanted = { patient: { name: 'NAME_4KQ7ZD', age: 1 }, places: [expect.any(String) as string] };
    const plain = await client.chat.completions.parse(asked);
    expect(plain.choices[0]?.message.parsed).toEqual(wanted);
    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(streamed.choices[0]?.message.parsed).toEqual(wanted);
  });

  it('are any JSON object where no schema is given', async () => {
    const { choices } = await client.chat.completions.create({
      ...ASK,
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toMatchObject({
      found: TOKENS.map((token) => ({ value: token })),
    });
  });
});

describe('what it refuses', () => {
  const post = (
    body: string,
    headers: Record<string, string> = { authorization: 'Bearer k' },
  ): Promise<Response> => fetch(`${provider.baseUrl}/chat/completions`, { method: 'POST', body, headers });

  it.each([
    ['no JSON', '{', 400, null],
    ['no object', '[]', 400, null],
    ['no model', '{"messages":[{}]}', 400, 'model'],
    ['no messages', '{"model":"m"}', 400, 'messages'],
    ['messages that are none', '{"model":"m","messages":["x"]}', 400, 'messages'],
    ['a bad n', '{"model":"m","messages":[{}],"n":0}', 400, 'n'],
    ['a bad limit', '{"model":"m","messages":[{}],"max_tokens":"9"}', 400, 'max_tokens'],
  ])('%s', async (_what, body, status, param) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });

  it('no key', async () => {
    expect((await post(JSON.stringify(ASK), {})).status).toBe(401);
  });

  it('an unknown path', async () => {
    await expect(client.embeddings.create({ model: 'm', input: 'x' })).rejects.toThrow(OpenAI.NotFoundError);
  });
});

it('tells what it received, with the id of the request', async () => {
  await client.chat.completions.create(ASK, { headers: { 'x-client-request-id': 'req_1' } });
  expect(received).toEqual([{ requestId: 'req_1', body: JSON.stringify(ASK) }]);
});

it('survives a client that goes away', async () => {
  const abort = new AbortController();
  const stream = await client.chat.completions.create({ ...ASK, stream: true }, { signal: abort.signal });
  for await (const chunk of stream) {
    expect(chunk.object).toBe('chat.completion.chunk');
    abort.abort();
  }
  expect((await client.chat.completions.create(ASK)).choices).toHaveLength(1);
});
