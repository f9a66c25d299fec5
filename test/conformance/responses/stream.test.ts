import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { collected } from '../../support/openai-wire.ts';
import {
  answering,
  functionCall,
  message,
  reasoning,
  refusal,
  respondWith,
  response,
  responseEvents,
  responseFrame,
  sentResponsesBody,
  text,
  tokensAsked,
} from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider, raw } = serveGateway({ keepAliveMs: 20 });

const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const ASK = { model: 'gpt-5.4-mini', input: PROMPT, stream: true } as const;
const SSE = { 'content-type': 'text/event-stream' };

type Event = OpenAI.Responses.ResponseStreamEvent;
type Streamed = Omit<OpenAI.Responses.ResponseCreateParamsStreaming, 'model' | 'stream'>;

const eventsOf = async (params: Streamed = {}): Promise<Event[]> =>
  collected(await openai().responses.create({ ...ASK, ...params }));

const ofType = <T extends Event['type']>(events: readonly Event[], type: T): Extract<Event, { type: T }>[] =>
  events.filter((event): event is Extract<Event, { type: T }> => event.type === type);

const deltasOf = (events: readonly Event[]): string =>
  ofType(events, 'response.output_text.delta')
    .map(({ delta }) => delta)
    .join('');

/** A raw answer, frame by frame; comments are left out. */
const framesOf = async (body: object): Promise<{ http: Response; frames: string[] }> => {
  const http = await gateway().post(body, {}, '/v1/responses');
  const frames = (await http.text()).split('\n\n').filter((frame) => frame !== '' && !frame.startsWith(':'));
  return { http, frames };
};

const dataOf = (frame: string): Record<string, unknown> =>
  JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7)) as Record<string, unknown>;

describe('frames', () => {
  test('B5: event and data lines of one type, numbers without gaps, OpenAI’s order, and no [DONE]', async () => {
    provider(answering(([name, id]) => [message('msg_1', text(`${name}: ${id}`))]));
    const { http, frames } = await framesOf({ ...ASK, instructions: 'About Maria Gonzalez.' });
    expect(http.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(http.headers.get('cache-control')).toContain('no-cache');
    expect(http.headers.get('x-request-id')).toMatch(/^req_/);
    expect(http.headers.get('x-hawthorn-phi')).toBe('NAME=1, ID=1');
    const events = frames.map(dataOf);
    for (const [index, frame] of frames.entries()) {
      expect(frame.split('\n')).toHaveLength(2);
      expect(frame.split('\n')[0]).toBe(`event: ${String(events[index]!['type'])}`);
    }
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
    const types = events.map(({ type }) => String(type));
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
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
    const lives = events.flatMap(({ response: one }) => (one === undefined ? [] : [one as object]));
    const id = `resp_${http.headers.get('x-request-id')!.slice('req_'.length)}`;
    const echo = { id, store: true, background: false, instructions: 'About Maria Gonzalez.' };
    expect(lives).toMatchObject([
      { ...echo, status: 'in_progress' },
      { ...echo, status: 'in_progress' },
      { ...echo, status: 'completed' },
    ]);
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45/);
  });

  test('the provider is asked for no padding; ours is beside deltas alone, and lengths of frames tell little', async () => {
    provider(answering(([name]) => `Dear ${name}, how do you do today? ${name}!`));
    const { frames } = await framesOf(ASK);
    for (const event of frames.map(dataOf)) {
      const isDelta = String(event['type']).endsWith('.delta');
      expect(typeof event['obfuscation']).toBe(isDelta ? 'string' : 'undefined');
    }
    const lengths = frames
      .filter((frame) => frame.startsWith('event: response.output_text.delta'))
      .map((frame) => Buffer.byteLength(frame.slice(frame.indexOf('data: '))));
    expect(new Set(lengths).size).toBe(1);
    expect(sentResponsesBody(raw()[0]!)['stream_options']).toEqual({ include_obfuscation: false });
  });

  test('without padding for a client that opts out', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const padded = responseEvents(response([message('msg_1', text(`Dear ${name}`))])).map((data) =>
        data.replace('"delta"', '"obfuscation":"aaaa","delta"'),
      );
      reply.sse(...padded);
    });
    const { frames } = await framesOf({ ...ASK, stream_options: { include_obfuscation: false } });
    expect(frames.join('')).not.toContain('obfuscation');
    expect(
      frames
        .map(dataOf)
        .map(({ delta }) => delta)
        .join(''),
    ).toBe('Dear Maria Gonzalez');
  });

  test('arrive as the provider sends them: the client has each text before the next is written', async () => {
    const seen = [0, 1, 2].map(() => Promise.withResolvers<undefined>());
    provider(async (reply, request) => {
      const [name = ''] = tokensAsked(request);
      const texts = ['One. ', `Two: ${name} `, 'three.'];
      const events = responseEvents(response([message('msg_1', text(texts.join('')))]), 1_000);
      const place = events.findIndex((data) => data.includes('output_text.delta'));
      reply.head(200, SSE);
      await reply.write(events.slice(0, place).map(responseFrame).join(''));
      for (const [turn, delta] of texts.entries()) {
        const event = JSON.parse(events[place]!) as object;
        await reply.write(responseFrame(JSON.stringify({ ...event, delta })));
        await seen[turn]?.promise;
      }
      reply.end(
        events
          .slice(place + 1)
          .map(responseFrame)
          .join(''),
      );
    });
    const texts: string[] = [];
    for await (const event of await openai().responses.create(ASK)) {
      if (event.type === 'response.output_text.delta' && event.delta !== '') {
        seen[texts.push(event.delta) - 1]?.resolve(undefined);
      }
    }
    expect(texts).toEqual(['One. ', 'Two: Maria Gonzalez ', 'three.']);
  });

  test('comments keep the connection alive while the provider thinks', async () => {
    const waited = Promise.withResolvers<undefined>();
    provider(async (reply) => {
      const events = responseEvents(response([message('msg_1', text('Well.'))])).map(responseFrame);
      reply.head(200, SSE);
      await reply.write(events.slice(0, 2).join(''));
      await waited.promise;
      reply.end(events.slice(2).join(''));
    });
    const http = await gateway().post(ASK, {}, '/v1/responses');
    const reader = http.body!.pipeThrough(new TextDecoderStream()).getReader();
    let got = '';
    while (!got.includes(': keep-alive\n\n: keep-alive\n\n')) got += (await reader.read()).value ?? '';
    waited.resolve(undefined);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) got += piece.value;
    expect(got).toContain('event: response.completed');
  });
});

describe('texts', () => {
  test('a token cut anywhere gives the same text, and everything that repeats it agrees', async () => {
    const said = (name: string): string => `To ${name}.`;
    for (let cut = 1; cut < said('NAME_4KQ7ZD').length; cut += 1) {
      provider((reply, request) => {
        respondWith(reply, request, response([message('msg_1', text(said(tokensAsked(request)[0]!)))]), cut);
      });
      const events = await eventsOf();
      const words = 'To Maria Gonzalez.';
      expect(deltasOf(events)).toBe(words);
      expect(ofType(events, 'response.output_text.done')).toMatchObject([{ text: words }]);
      expect(ofType(events, 'response.content_part.done')).toMatchObject([{ part: { text: words } }]);
      expect(ofType(events, 'response.output_item.done')).toMatchObject([
        { item: message('msg_1', text(words)) },
      ]);
      const [completed] = ofType(events, 'response.completed');
      expect(completed?.response.output).toEqual([message('msg_1', text(words))]);
    }
  });

  test('bytes cut anywhere, CRLF, comments, keepalive, [DONE] and no final newline', async () => {
    provider(async (reply, request) => {
      const [name = ''] = tokensAsked(request);
      const events = responseEvents(response([message('msg_1', text(`${name} 🏥 é`))]), 3);
      const alive = JSON.stringify({ type: 'keepalive', sequence_number: 99 });
      const frames = [...events.slice(0, 4), alive, ...events.slice(4), '[DONE]'].map(
        (data) => `: hi\r\nid: 7\r\nevent: x\r\ndata: ${data}`,
      );
      reply.head(200, SSE);
      for (const byte of Buffer.from(frames.join('\r\n\r\n'))) await reply.write(Buffer.of(byte));
      reply.end();
    });
    const events = await eventsOf();
    expect(deltasOf(events)).toBe('Maria Gonzalez 🏥 é');
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
    expect(events.at(-1)?.type).toBe('response.completed');
  });

  test('items woven into each other, every one with a token cut in two', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const items = ['a', 'b', 'c'].map((id) => message(`msg_${id}`, text(`${id}: ${name}!`)));
      const events = responseEvents(response(items), 7).map(
        (data) => JSON.parse(data) as { output_index?: number },
      );
      const lanes = [0, 1, 2].map((lane) => events.filter(({ output_index }) => output_index === lane));
      const woven = lanes[0]!.flatMap((_, step) => [2, 0, 1].map((lane) => lanes[lane]![step]!));
      const whole = [...events.slice(0, 2), ...woven, events.at(-1)];
      reply.sse(...whole.map((event, sequence_number) => JSON.stringify({ ...event, sequence_number })));
    });
    const events = await eventsOf();
    for (const id of ['a', 'b', 'c']) {
      const own = ofType(events, 'response.output_text.delta').filter(
        ({ item_id }) => item_id === `msg_${id}`,
      );
      expect(own.map(({ delta }) => delta).join('')).toBe(`${id}: Maria Gonzalez!`);
    }
  });

  test('citations, log probabilities, refusals, reasoning and calls, streamed as they are plain', async () => {
    const entry = (token: string) => ({
      token,
      logprob: -1,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    });
    const items = (name: string, spelled: readonly string[]) => [
      reasoning('rs_1', `Who is ${name}?`),
      message(
        'msg_1',
        text(`Dear ${name}`, {
          logprobs: ['Dear ', ...spelled].map(entry),
          annotations: [{ type: 'file_citation', file_id: 'file_1', filename: `${name}.txt`, index: 5 }],
        }),
        refusal(`Not ${name}.`),
      ),
      functionCall('fc_1', 'call_1', 'find', `{"name":"${name}"}`),
    ];
    provider(answering(([name = '']) => items(name, [name.slice(0, 4), name.slice(4)])));
    const events = await eventsOf({ include: ['message.output_text.logprobs'] });
    const [completed] = ofType(events, 'response.completed');
    const [thought, , call] = items('Maria Gonzalez', []);
    expect([completed?.response.output[0], completed?.response.output[2]]).toEqual([thought, call]);
    const { content } = completed!.response.output[1] as OpenAI.Responses.ResponseOutputMessage;
    const spelled = (entries: readonly { token: string }[] | undefined): string =>
      (entries ?? []).map(({ token }) => token).join('');
    expect(content).toMatchObject([
      { text: 'Dear Maria Gonzalez', annotations: [{ filename: 'Maria Gonzalez.txt' }] },
      { refusal: 'Not Maria Gonzalez.' },
    ]);
    const deltas = ofType(events, 'response.output_text.delta');
    expect(spelled(deltas.flatMap(({ logprobs }) => logprobs))).toBe('Dear Maria Gonzalez');
    expect(spelled(ofType(events, 'response.output_text.done')[0]?.logprobs)).toBe('Dear Maria Gonzalez');
    const joined = (type: 'response.refusal.delta' | 'response.reasoning_summary_text.delta'): string =>
      ofType(events, type)
        .map(({ delta }) => delta)
        .join('');
    expect(joined('response.refusal.delta')).toBe('Not Maria Gonzalez.');
    expect(joined('response.reasoning_summary_text.delta')).toBe('Who is Maria Gonzalez?');
    expect(ofType(events, 'response.function_call_arguments.done')).toMatchObject([
      { name: 'find', arguments: '{"name":"Maria Gonzalez"}' },
    ]);
  });

  test('a token that max_output_tokens cut comes out as it is, before the end', async () => {
    provider(
      answering(([name = '']) => `It is ${name.slice(0, -1)}`, {
        ...{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      }),
    );
    const events = await eventsOf();
    expect(deltasOf(events)).toBe(`It is ${tokensAsked(raw()[0]!)[0]!.slice(0, -1)}`);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    });
  });

  test('a response that fails ends as failed, with its code and none of the provider’s words', async () => {
    provider(
      answering(([name]) => `Dear ${name}`, {
        ...{ status: 'failed', error: { code: 'server_error', message: 'Quillfeather is too ill.' } },
      }),
    );
    const events = await eventsOf();
    expect(deltasOf(events)).toBe('Dear Maria Gonzalez');
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' } },
    });
    expect(JSON.stringify(events)).not.toContain('Quillfeather');
  });

  test('events that nobody knows yet come through, with whole tokens restored', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensAsked(request);
      const events = responseEvents(response([message('msg_1', text('Well.'))]));
      const unknown = { type: 'response.dreaming.done', item_id: 'msg_1', dream: { of: [`${name}!`] } };
      reply.sse(...events.slice(0, 4), JSON.stringify(unknown), ...events.slice(4));
    });
    const { frames } = await framesOf(ASK);
    const found = frames.map(dataOf).find(({ type }) => type === 'response.dreaming.done');
    expect(found).toMatchObject({ item_id: 'msg_1', dream: { of: ['Maria Gonzalez!'] }, sequence_number: 4 });
  });
});

test('a response that is not stored streams alike, and is not found again', async () => {
  provider(answering(([name]) => `Dear ${name}`));
  const events = await eventsOf({ store: false });
  expect(deltasOf(events)).toBe('Dear Maria Gonzalez');
  const [completed] = ofType(events, 'response.completed');
  expect(completed?.response).toMatchObject({ store: false });
  await expect(openai().responses.retrieve(completed!.response.id)).rejects.toMatchObject({ status: 404 });
});
