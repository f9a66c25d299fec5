import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../lambda/contract/gateway-error.ts';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import { responseEventsFromChat } from '../../../../lambda/openai/over-chat/events-from-chat.ts';
import { responseFromChat } from '../../../../lambda/openai/over-chat/response-from-chat.ts';
import {
  callDeltas,
  calling,
  chunk,
  collected,
  completion,
  DONE,
  delta,
  finish,
  functionCall,
  logprob,
  metering,
  roleDelta,
  saying,
  streamOf,
  textStream,
} from '../../../support/openai-wire.ts';

const OUTBOUND = { model: 'm', input: [], store: false, stream: true };
const MADE = { unique: '7Kq0', createdAt: 1_784_000_001, now: () => 1_784_000_009 };

async function* given(chunks: readonly string[]): AsyncGenerator<string> {
  for (const data of chunks) yield await Promise.resolve(data);
}

const translate = (chunks: readonly string[]): Promise<string[]> =>
  collected(responseEventsFromChat(given(chunks), OUTBOUND, MADE));

const eventsOf = async (chunks: readonly string[]): Promise<JsonObject[]> =>
  (await translate(chunks)).map((data) => JSON.parse(data) as JsonObject);

const typesOf = (events: readonly JsonObject[]): string[] =>
  events.map(({ type, output_index: place }) =>
    typeof place === 'number' ? `${String(type)} ${place}` : String(type),
  );

/** The response that the stream ended with. */
const finalOf = async (chunks: readonly string[]): Promise<unknown> =>
  (await eventsOf(chunks)).at(-1)?.['response'];

const failureOf = async (chunks: readonly string[]): Promise<string | undefined> => {
  try {
    await translate(chunks);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
  return undefined;
};

const LOOK_UP = { id: 'call_1', name: 'look_up' };
const FILE = { id: 'call_2', name: 'file_note' };
const thinking = (text: string, field = 'reasoning_content'): string => delta({ [field]: text });
const CITED = {
  type: 'url_citation',
  url_citation: { start_index: 0, end_index: 3, title: 'X', url: 'https://x.example' },
};

/** Streams, each with the whole answer that says the same. */
const ANSWERS: Readonly<Record<string, readonly [stream: readonly string[], whole: JsonObject]>> = {
  'a text in pieces': [textStream('A ', '', 'pa', 'tient.'), completion([saying('A patient.')])],
  'nothing at all': [textStream(), completion([saying('')])],
  'null where there is no text': [
    streamOf([delta({ content: null }), ...callDeltas(LOOK_UP, ['{}'])], 'tool_calls'),
    completion([calling(functionCall('call_1', 'look_up', '{}'))]),
  ],
  'a text, then two calls whose pieces alternate': [
    streamOf(
      [
        delta({ content: 'Let me see.' }),
        ...callDeltas(LOOK_UP, ['{"a'], 0),
        ...callDeltas(FILE, ['{"b"'], 1),
        delta({ tool_calls: [{ index: 0, function: { arguments: '":1}' } }] }),
        delta({ tool_calls: [{ index: 1, function: { arguments: ':2}' } }] }),
      ],
      'tool_calls',
    ),
    completion([
      {
        ...saying('Let me see.', {
          tool_calls: [
            functionCall('call_1', 'look_up', '{"a":1}'),
            functionCall('call_2', 'file_note', '{"b":2}'),
          ],
        }),
        finish_reason: 'tool_calls',
      },
    ]),
  ],
  'a call without arguments, and a custom one': [
    streamOf(
      [
        ...callDeltas(LOOK_UP, []),
        delta({
          tool_calls: [{ index: 1, id: 'call_2', type: 'custom', custom: { name: 'sql', input: '' } }],
        }),
        delta({ tool_calls: [{ index: 1, custom: { input: 'select 1' } }] }),
      ],
      'tool_calls',
    ),
    completion([
      calling(functionCall('call_1', 'look_up', ''), {
        id: 'call_2',
        type: 'custom',
        custom: { name: 'sql', input: 'select 1' },
      }),
    ]),
  ],
  'a refusal': [
    streamOf([delta({ refusal: 'I ' }), delta({ refusal: 'can’t.' })]),
    completion([saying(null, { refusal: 'I can’t.' })]),
  ],
  'a text that ends as a refusal': [
    streamOf([delta({ content: 'Well: ' }), delta({ refusal: 'no.' })]),
    completion([saying('Well: ', { refusal: 'no.' })]),
  ],
  'thoughts before the text': [
    streamOf([thinking('Hm, '), thinking('so.'), delta({ content: 'Yes.' })]),
    completion([saying('Yes.', { reasoning_content: 'Hm, so.' })]),
  ],
  'thoughts under vLLM’s new name, then a call': [
    streamOf([thinking('Hm.', 'reasoning'), ...callDeltas(LOOK_UP, ['{}'])], 'tool_calls'),
    completion([
      {
        ...saying(null, { reasoning: 'Hm.', tool_calls: [functionCall('call_1', 'look_up', '{}')] }),
        finish_reason: 'tool_calls',
      },
    ]),
  ],
  'thoughts in parts of the content': [
    streamOf([
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }),
      delta({ content: [{ type: 'text', text: 'Yes.' }] }),
    ]),
    completion([
      saying(null, {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Yes.' },
        ],
      }),
    ]),
  ],
  'thoughts that were cut off': [
    streamOf([thinking('Hm, ')], 'length'),
    completion([{ ...saying('', { reasoning_content: 'Hm, ' }), finish_reason: 'length' }]),
  ],
  'a text that was cut off': [
    streamOf([delta({ content: 'A pa' })], 'length'),
    completion([{ ...saying('A pa'), finish_reason: 'length' }]),
  ],
  'a call that was cut off': [
    streamOf([...callDeltas(LOOK_UP, ['{"a']), ...callDeltas(FILE, ['{"b'], 1)], 'length'),
    completion([
      {
        ...calling(functionCall('call_1', 'look_up', '{"a'), functionCall('call_2', 'file_note', '{"b')),
        finish_reason: 'length',
      },
    ]),
  ],
  'nothing, for what was filtered': [
    streamOf([], 'content_filter'),
    completion([{ ...saying(null), finish_reason: 'content_filter' }]),
  ],
  'citations and log probabilities': [
    streamOf([
      delta({ content: 'So' }, 0, { logprobs: { content: [logprob('So')], refusal: null } }),
      delta({ content: '.' }, 0, { logprobs: { content: [logprob('.')], refusal: null } }),
      delta({ annotations: [CITED] }),
    ]),
    completion([
      {
        ...saying('So.', { annotations: [CITED] }),
        logprobs: { content: [logprob('So'), logprob('.')], refusal: null },
      },
    ]),
  ],
};

describe.each(Object.entries(ANSWERS))('%s', (_, [stream, whole]) => {
  it('is the same response, streamed or whole', async () => {
    expect(await finalOf(stream)).toEqual(responseFromChat(whole, OUTBOUND, MADE));
  });

  it('passes the helper of the official client, which puts it together to the same', async () => {
    const events = await eventsOf(stream);
    const frames = events.map(
      (event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`,
    );
    const client = new OpenAI({
      apiKey: 'none',
      fetch: () =>
        Promise.resolve(new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } })),
    });
    const helper = client.responses.stream({ model: 'm', input: 'Hi' });
    const deltas: string[] = [];
    helper.on('response.output_text.delta', ({ delta: piece }) => deltas.push(piece));
    const response = await helper.finalResponse();
    expect(response).toMatchObject(events.at(-1)?.['response'] as object);
    expect(deltas.join('')).toBe(response.output_text);
  });

  it('is numbered without gaps, and every event belongs to an item that is open', async () => {
    const events = await eventsOf(stream);
    expect(events.map((event) => event['sequence_number'])).toEqual(events.map((__, index) => index));
    const open = new Map<unknown, unknown>();
    for (const event of events) {
      const { type, output_index, item_id, item } = event;
      const id = item_id ?? (item as JsonObject | undefined)?.['id'];
      if (type === 'response.output_item.added') open.set(output_index, id);
      else if (output_index !== undefined) expect(open.get(output_index)).toBe(id);
      if (type === 'response.output_item.done') open.delete(output_index);
    }
    expect(open.size).toBe(0);
  });
});

describe('the order of events is OpenAI’s', () => {
  it('for a text', async () => {
    expect(typesOf(await eventsOf(textStream('A ', 'patient.')))).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added 0',
      'response.content_part.added 0',
      'response.output_text.delta 0',
      'response.output_text.delta 0',
      'response.output_text.done 0',
      'response.content_part.done 0',
      'response.output_item.done 0',
      'response.completed',
    ]);
  });

  it('for thoughts, a text and a call: each ends before the next begins', async () => {
    const stream = streamOf(
      [thinking('Hm.'), delta({ content: 'So:' }), ...callDeltas(LOOK_UP, ['{}'])],
      'tool_calls',
    );
    expect(typesOf(await eventsOf(stream)).slice(2, -1)).toEqual([
      'response.output_item.added 0',
      'response.content_part.added 0',
      'response.reasoning_text.delta 0',
      'response.reasoning_text.done 0',
      'response.content_part.done 0',
      'response.output_item.done 0',
      'response.output_item.added 1',
      'response.content_part.added 1',
      'response.output_text.delta 1',
      'response.output_text.done 1',
      'response.content_part.done 1',
      'response.output_item.done 1',
      'response.output_item.added 2',
      'response.function_call_arguments.delta 2',
      'response.function_call_arguments.done 2',
      'response.output_item.done 2',
    ]);
  });

  it('and an item begins empty', async () => {
    const events = await eventsOf(streamOf(callDeltas(LOOK_UP, ['{"a":1}']), 'tool_calls'));
    expect(events[2]).toEqual({
      type: 'response.output_item.added',
      sequence_number: 2,
      output_index: 0,
      item: {
        ...{ id: 'fc_7Kq0_0', type: 'function_call', status: 'in_progress' },
        ...{ call_id: 'call_1', name: 'look_up', arguments: '' },
      },
    });
  });
});

describe('what servers do otherwise', () => {
  const AZURE = JSON.stringify({
    ...{ id: '', object: '', created: 0, model: '', choices: [] },
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
  });

  it('Azure begins with a frame that holds nothing', async () => {
    const [created] = await eventsOf([AZURE, ...textStream('Hi')]);
    expect(created).toMatchObject({ response: { id: 'resp_7Kq0', model: 'gpt-5.4-mini-2026-03-17' } });
  });

  it('the usage comes with the last chunk, or in one of its own', async () => {
    const usage = { input_tokens: 31, output_tokens: 12, total_tokens: 43 };
    expect(await finalOf(textStream('Hi'))).toMatchObject({ usage });
    const counted = chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], {
      usage: { prompt_tokens: 31, completion_tokens: 12, prompt_cache_hit_tokens: 8 },
    });
    expect(await finalOf([delta({ content: 'Hi' }), counted, DONE])).toMatchObject({
      usage: { ...usage, input_tokens_details: { cached_tokens: 8 } },
    });
    expect(await finalOf([delta({ content: 'Hi' }), finish(), DONE])).toMatchObject({ usage: null });
  });

  it('a text goes on where the finish stands already', async () => {
    const last = chunk([{ index: 0, delta: { content: ' there' }, finish_reason: 'stop' }]);
    expect(await finalOf([delta({ content: 'Hi' }), last, DONE])).toMatchObject({
      output: [{ content: [{ text: 'Hi there' }] }],
    });
  });

  it('the mark of the end is missing, or the reason is', async () => {
    expect(await finalOf([roleDelta(), delta({ content: 'Hi' }), finish()])).toMatchObject({
      status: 'completed',
    });
    expect(await finalOf([roleDelta(), delta({ content: 'Hi' }), DONE])).toMatchObject({
      status: 'completed',
    });
  });

  it('all parallel calls have the same index, or repeat their identity', async () => {
    const repeated = delta({
      tool_calls: [{ index: 0, id: 'call_2', function: { name: 'file_note', arguments: '}' } }],
    });
    const stream = [...callDeltas(LOOK_UP, ['{}']), ...callDeltas(FILE, ['{']), repeated];
    expect(await finalOf(streamOf(stream, 'tool_calls'))).toMatchObject({
      output: [
        { call_id: 'call_1', arguments: '{}' },
        { call_id: 'call_2', arguments: '{}' },
      ],
    });
  });

  it('a call has no id, an answer has none either', async () => {
    const call = { index: 0, function: { name: 'look_up', arguments: '{}' } };
    const stream = [
      chunk([{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }], { id: null }),
    ];
    expect(await finalOf(stream)).toMatchObject({
      output: [{ id: 'fc_7Kq0_0', call_id: 'call_7Kq0_0', name: 'look_up' }],
    });
  });

  it('objects of another kind stand between the chunks', async () => {
    expect(await finalOf(['{"object":"ping"}', ...textStream('Hi')])).toMatchObject({ status: 'completed' });
  });
});

describe('an answer that is not whole is never one', () => {
  const begun = [roleDelta(), delta({ content: 'A pa' })];

  it.each([
    ['it ends without an end', begun, 'provider_cut'],
    ['there was nothing', [], 'provider_cut'],
    ['there was nothing but the mark of the end', [DONE], 'provider_cut'],
    ['only the usage came', [metering(), DONE], 'provider_cut'],
    ['a chunk breaks off', [...begun, '{"choices":[{"ind'], 'provider_cut'],
    ['the server gave up', [...begun, finish('insufficient_system_resource'), DONE], 'provider_cut'],
    ['an error comes', [...begun, '{"error":{"message":"overloaded"}}', DONE], 'provider_failed'],
    ['garbage comes', [...begun, '[1]'], 'provider_failed'],
    ['choices are no choices', [...begun, '{"choices":7}'], 'provider_failed'],
    ['a call is for no tool', [delta({ tool_calls: [{ index: 0, id: 'call_1' }] })], 'provider_failed'],
  ])('%s', async (_, chunks, failure) => {
    expect(await failureOf(chunks)).toBe(failure);
  });

  it('what came before is with the reader already', async () => {
    const events = responseEventsFromChat(given(begun), OUTBOUND, MADE);
    const read: string[] = [];
    const reading = (async () => {
      for await (const event of events) read.push(event);
    })();
    await expect(reading).rejects.toThrow(GatewayError);
    expect(read.at(-1)).toContain('"delta":"A pa"');
  });
});

describe('a reader who leaves', () => {
  /** Chunks of which the second never comes. */
  const stalled = () => {
    let left = false;
    const [first = ''] = textStream('Hi');
    const pending = [Promise.resolve({ done: false as const, value: first })];
    const chunks: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => pending.shift() ?? new Promise<never>(() => undefined),
        return: () => {
          left = true;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    return { chunks, left: () => left };
  };

  it.each([0, 1, 3])('leaves the provider at once, having read %d events', async (count) => {
    const { chunks, left } = stalled();
    const iterator = responseEventsFromChat(chunks, OUTBOUND, MADE)[Symbol.asyncIterator]();
    for (let read = 0; read < count; read += 1) void iterator.next();
    await Promise.resolve();
    void iterator.return?.();
    await Promise.resolve();
    expect(left()).toBe(true);
  });
});
