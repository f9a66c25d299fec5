import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import {
  callDeltas,
  chunk,
  collected,
  DONE,
  delta,
  event,
  finish,
  inPieces,
  metering,
  roleDelta,
  streamOf,
  textStream,
  tokensIn,
  USAGE,
} from '../support/openai-wire.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, sent, raw } = serveGateway({ keepAliveMs: 20 });

const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const ASK: OpenAI.Chat.ChatCompletionCreateParamsStreaming = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user', content: PROMPT }],
  stream: true,
};
const SSE = { 'content-type': 'text/event-stream' };

type Chunk = OpenAI.Chat.ChatCompletionChunk;

const chunksOf = async (params: object = {}): Promise<Chunk[]> =>
  collected(await openai().chat.completions.create({ ...ASK, ...params }));

const textIn = (chunks: readonly Chunk[], index = 0): string =>
  chunks
    .flatMap(({ choices }) => choices.filter((choice) => choice.index === index))
    .map((choice) => choice.delta.content ?? '')
    .join('');

/** Streams what is said of the patient's token. */
const says =
  (deltas: (name: string, id: string) => readonly string[]): Respond =>
  (reply, request) => {
    const [name = '', id = ''] = tokensIn(request);
    reply.sse(...deltas(name, id));
  };

describe('chunks', () => {
  test('A6, D4, E5: role first, finish_reason null until the last, then [DONE]', async () => {
    provider(says((name, id) => textStream('Dear ', name, ', your number is ', id, '.')));
    const response = await gateway().post(ASK);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-cache');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('x-hawthorn-phi')).toBe('NAME=1, ID=1');
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    const frames = (await response.text()).split('\n\n').filter((frame) => frame.startsWith('data: '));
    expect(frames.at(-1)).toBe('data: [DONE]');
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame.slice(6)) as Chunk);
    const [first] = chunks;
    expect(first?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']));
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([
      ...Array.from({ length: chunks.length - 1 }, () => null),
      'stop',
    ]);
    expect(chunks.at(-1)?.choices[0]?.delta).toEqual({});
    expect(textIn(chunks)).toBe('Dear Maria Gonzalez, your number is 123-45-6789.');
    for (const one of chunks) expect(one).toMatchObject({ system_fingerprint: 'fp_44709d6fcb' });
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45/);
  });

  test('arrive as the provider sends them: the client has each before the next is written', async () => {
    const seen = [0, 1, 2].map(() => Promise.withResolvers<undefined>());
    provider(async (reply, request) => {
      const [name = ''] = tokensIn(request);
      reply.head(200, SSE);
      await reply.write(event(roleDelta()));
      for (const [turn, text] of ['One. ', `Two: ${name} `, 'three.'].entries()) {
        await reply.write(event(delta({ content: text })));
        await seen[turn]?.promise;
      }
      reply.end([finish(), DONE].map(event).join(''));
    });
    const texts: string[] = [];
    for await (const { choices } of await openai().chat.completions.create(ASK)) {
      const text = choices[0]?.delta.content ?? '';
      if (text !== '') seen[texts.push(text) - 1]?.resolve(undefined);
    }
    expect(texts).toEqual(['One. ', 'Two: Maria Gonzalez ', 'three.']);
  });

  test('a token cut anywhere gives the same text', async () => {
    const text = (name: string): string => `To ${name}.`;
    for (let cut = 1; cut < text('NAME_4KQ7ZD').length; cut += 1) {
      provider(says((name) => textStream(text(name).slice(0, cut), text(name).slice(cut))));
      expect(textIn(await chunksOf())).toBe('To Maria Gonzalez.');
    }
    provider(says((name) => textStream(...inPieces(text(name), 1))));
    expect(textIn(await chunksOf())).toBe('To Maria Gonzalez.');
  });

  test('bytes cut anywhere, CRLF, comments, several data lines and no final newline', async () => {
    provider(async (reply, request) => {
      const [name = ''] = tokensIn(request);
      const spread = delta({ content: `${name} 🏥 é` }).replace(',"choices"', '\r\ndata: ,"choices"');
      const frames = [roleDelta(), spread, finish(), DONE].map((data) => `: hi\r\nevent: x\r\ndata: ${data}`);
      reply.head(200, SSE);
      for (const byte of Buffer.from(frames.join('\r\n\r\n'))) await reply.write(Buffer.of(byte));
      reply.end();
    });
    expect(textIn(await chunksOf())).toBe('Maria Gonzalez 🏥 é');
  });

  test('E8: three choices side by side, each with a token cut in two', async () => {
    provider(
      says((name) => [
        ...[0, 1, 2].map((index) => roleDelta(index)),
        ...[0, 1, 2].map((index) => delta({ content: `${index} ${name.slice(0, 3 + index)}` }, index)),
        ...[2, 0, 1].map((index) => delta({ content: `${name.slice(3 + index)}!` }, index)),
        ...[1, 2, 0].map((index) => finish('stop', index)),
        metering(),
        DONE,
      ]),
    );
    const chunks = await chunksOf({ n: 3 });
    expect([0, 1, 2].map((index) => textIn(chunks, index))).toEqual(
      [0, 1, 2].map((index) => `${index} Maria Gonzalez!`),
    );
  });

  test('a token that max_tokens cut comes out as it is, before the finish', async () => {
    provider(says((name) => streamOf([delta({ content: `It is ${name.slice(0, -1)}` })], 'length')));
    const chunks = await chunksOf();
    expect(textIn(chunks)).toBe(`It is ${tokensIn(raw()[0]!)[0]?.slice(0, -1)}`);
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
  });

  test('a token at the very end, with text and finish in one chunk', async () => {
    const last = (content: string): string =>
      chunk([{ index: 0, delta: { content }, logprobs: null, finish_reason: 'length' }]);
    provider(says((name) => [roleDelta(), last(`It is ${name}`), metering(), DONE]));
    expect(textIn(await chunksOf())).toBe('It is Maria Gonzalez');
    provider(says((name) => [roleDelta(), last(`It is ${name.slice(0, 6)}`), metering(), DONE]));
    const chunks = await chunksOf();
    expect(textIn(chunks)).toBe(`It is ${tokensIn(raw()[0]!)[0]?.slice(0, 6)}`);
    expect(chunks.filter(({ choices }) => choices[0]?.finish_reason === 'length')).toHaveLength(1);
  });
});

describe('unusual streams', () => {
  test('two choices in one chunk: one finishes with text held back, the other goes on', async () => {
    const both = (first: string, second: string, reason: string | null = null): string =>
      chunk([
        { index: 0, delta: { content: first }, logprobs: null, finish_reason: reason },
        { index: 1, delta: { content: second }, logprobs: null, finish_reason: null },
      ]);
    provider(
      says((name) => [
        roleDelta(0),
        roleDelta(1),
        both(`A ${name.slice(0, 5)}`, `B ${name.slice(0, 5)}`),
        both(name.slice(5, 7), name.slice(5, 7), 'length'),
        delta({ content: `${name.slice(7)}.` }, 1),
        finish('stop', 1),
        metering(),
        DONE,
      ]),
    );
    const chunks = await chunksOf({ n: 2 });
    expect(textIn(chunks, 0)).toBe(`A ${tokensIn(raw()[0]!)[0]?.slice(0, 7)}`);
    expect(textIn(chunks, 1)).toBe('B Maria Gonzalez.');
    const ends = chunks.flatMap(({ choices }) =>
      choices.filter(({ finish_reason }) => finish_reason !== null),
    );
    expect(ends.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, 'length'],
      [1, 'stop'],
    ]);
  });

  test('legacy function calls and custom tools', async () => {
    provider(
      says((name) => [
        roleDelta(),
        ...inPieces(`{"who":"${name}"}`, 4).map((text, index) =>
          delta({ function_call: { ...(index === 0 && { name: 'find' }), arguments: text } }),
        ),
        delta({
          tool_calls: [{ index: 0, id: 'call_1', type: 'custom', custom: { name: 'note', input: '' } }],
        }),
        ...inPieces(`see ${name}`, 3).map((input) =>
          delta({ tool_calls: [{ index: 0, custom: { input } }] }),
        ),
        finish('function_call'),
        DONE,
      ]),
    );
    let args = '';
    let input = '';
    for (const { choices } of await chunksOf()) {
      const spoken = choices[0]?.delta as {
        function_call?: { arguments?: string };
        tool_calls?: { custom?: { input?: string } }[];
      };
      args += spoken.function_call?.arguments ?? '';
      input += spoken.tool_calls?.[0]?.custom?.input ?? '';
    }
    expect(args).toBe('{"who":"Maria Gonzalez"}');
    expect(input).toBe('see Maria Gonzalez');
  });

  test('citations point at the restored text', async () => {
    const cite = (text: string, cited: string) => {
      const start_index = text.indexOf(cited);
      const url = `https://example.org/?q=${cited}`;
      const citation = { title: cited, url, start_index, end_index: start_index + cited.length };
      return { annotations: [{ type: 'url_citation', url_citation: citation }] };
    };
    provider(
      says((name) => {
        const text = `Of ${name}, see ${name}!`;
        return streamOf([...inPieces(text, 5).map((content) => delta({ content })), delta(cite(text, name))]);
      }),
    );
    const chunks = await chunksOf();
    const found: unknown = chunks.find(({ choices }) => choices[0] && 'annotations' in choices[0].delta)
      ?.choices[0]?.delta;
    const expected = cite('Of Maria Gonzalez, see Maria Gonzalez!', 'Maria Gonzalez').annotations[0]!
      .url_citation;
    const url = 'https://example.org/?q=Maria%20Gonzalez';
    expect(found).toHaveProperty('annotations[0].url_citation', { ...expected, url });
  });

  test('after [DONE] nothing more is waited for, and the connection is closed', async () => {
    const closed = Promise.withResolvers<undefined>();
    provider(async (reply, request) => {
      reply.head(200, SSE);
      await reply.write(
        textStream(tokensIn(request)[0] ?? '')
          .map(event)
          .join(''),
      );
      await reply.closed;
      closed.resolve(undefined);
    });
    expect(textIn(await chunksOf())).toBe('Maria Gonzalez');
    await closed.promise;
  });

  test('two thousand chunks at once', async () => {
    provider(
      says((name) => textStream(...Array.from({ length: 500 }, () => inPieces(`${name} `, 3)).flat())),
    );
    expect(textIn(await chunksOf())).toBe('Maria Gonzalez '.repeat(500));
  });
});

describe('the stream’s options', () => {
  test('usage stays hidden unless asked for, and we meter all the same', async () => {
    provider(says((name) => textStream(name)));
    const chunks = await chunksOf();
    expect(chunks.some((one) => 'usage' in one)).toBe(false);
    expect(chunks.every(({ choices }) => choices.length === 1)).toBe(true);
    expect(sent()[0]?.['stream_options']).toEqual({ include_usage: true, include_obfuscation: false });
  });

  test('usage comes in a last chunk of its own when asked for, and is null before', async () => {
    provider(says((name) => textStream(...inPieces(`Dear ${name}.`, 3))));
    const chunks = await chunksOf({ stream_options: { include_usage: true } });
    const last = chunks.pop();
    expect(last).toMatchObject({ choices: [], usage: USAGE });
    expect(new Set(chunks.map(({ usage }) => usage))).toEqual(new Set([null]));
  });

  test('padding hides the lengths of texts unless the client opted out', async () => {
    provider(says((name) => textStream(name, 'x', 'yy', 'é 🏥')));
    const padded = await chunksOf();
    expect(padded.every((one) => 'obfuscation' in one)).toBe(true);
    const lengths = padded.map((one) => Buffer.byteLength(JSON.stringify(one)) % 64);
    expect(new Set(lengths).size).toBe(1);
    const plain = await chunksOf({ stream_options: { include_obfuscation: false } });
    expect(plain.some((one) => 'obfuscation' in one)).toBe(false);
    expect(textIn(plain)).toBe(textIn(padded));
  });

  test('comments keep the connection alive, and the client takes no notice', async () => {
    const comment = Promise.withResolvers<undefined>();
    provider(async (reply, request) => {
      const [name = ''] = tokensIn(request);
      reply.head(200, SSE);
      await reply.write(event(roleDelta()));
      await comment.promise;
      reply.end([delta({ content: name }), finish(), DONE].map(event).join(''));
    });
    const watching: typeof fetch = async (...given) => {
      const response = await fetch(...given);
      const watch = new TransformStream<string, string>({
        transform(text, out) {
          if (text.includes(': keep-alive')) comment.resolve(undefined);
          out.enqueue(text);
        },
      });
      const body = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(watch);
      return new Response(body.pipeThrough(new TextEncoderStream()), response);
    };
    const stream = await openai({ fetch: watching }).chat.completions.create(ASK);
    expect(textIn(await collected(stream))).toBe('Maria Gonzalez');
  });
});

describe('E2: other providers’ streams', () => {
  test('Azure: a first chunk without choices, with the filter’s verdict on the prompt', async () => {
    const verdict = { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] };
    provider(
      says((name) => [
        JSON.stringify({ id: '', created: 0, model: '', object: '', ...verdict }),
        ...textStream(name),
      ]),
    );
    const chunks = await chunksOf();
    expect(chunks[0]).toMatchObject(verdict);
    expect(textIn(chunks)).toBe('Maria Gonzalez');
  });

  test('DeepSeek: comments and empty lines before the first chunk, reasoning in a lane of its own', async () => {
    provider((reply, request) => {
      const [name = ''] = tokensIn(request);
      const thoughts = inPieces(`Is ${name} ill?`, 4).map((text) =>
        delta({ content: null, reasoning_content: text }),
      );
      const words = inPieces(`${name} is well.`, 4).map((text) =>
        delta({ content: text, reasoning_content: null }),
      );
      reply.head(200, SSE);
      reply.end(
        `\n\n: keep-alive\n\n\n${streamOf([...thoughts, ...words])
          .map(event)
          .join(': keep-alive\n\n')}`,
      );
    });
    const chunks = await chunksOf();
    const thought = chunks.map(
      ({ choices }) => (choices[0]?.delta as { reasoning_content?: string }).reasoning_content,
    );
    expect(thought.join('')).toBe('Is Maria Gonzalez ill?');
    expect(textIn(chunks)).toBe('Maria Gonzalez is well.');
  });

  test.each([
    ['an empty finish_reason until the last', { finish_reason: '' }, {}],
    ['a null error in every chunk', {}, { error: null }],
    ['usage in every chunk', {}, { usage: USAGE }],
    [
      'no logprobs and no finish_reason until the last',
      { finish_reason: undefined, logprobs: undefined },
      {},
    ],
  ])('compatible servers: %s', async (_, inChoice, inChunk) => {
    provider(
      says((name) => {
        const words = inPieces(`Dear ${name}, bye.`, 4).map((content) =>
          chunk(
            [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null, ...inChoice }],
            inChunk,
          ),
        );
        return [...words, finish(), DONE];
      }),
    );
    const chunks = await chunksOf();
    expect(textIn(chunks)).toBe('Dear Maria Gonzalez, bye.');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  test('a missing [DONE] after every choice has finished is forgiven, and ours is there', async () => {
    provider(says((name) => textStream(name).filter((data) => data !== DONE)));
    const text = await (await gateway().post(ASK)).text();
    expect(text).toContain('Maria Gonzalez');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});

describe('A5, E4: tool calls in chunks', () => {
  test('identity first, then arguments; two calls side by side; values escaped', async () => {
    provider(
      says((name, id) => {
        const first = callDeltas({ id: 'call_1', name: 'find' }, inPieces(`{"name":"${name}"}`, 3));
        const second = callDeltas({ id: 'call_2', name: 'find' }, inPieces(`{"id":"${id}"}`, 2), 1);
        return streamOf([...first.slice(0, 3), ...second, ...first.slice(3)], 'tool_calls');
      }),
    );
    const calls = new Map<number, { id?: string; args: string }>();
    const chunks = await chunksOf();
    for (const { index, id, function: called } of chunks.flatMap(
      ({ choices }) => choices[0]?.delta.tool_calls ?? [],
    )) {
      const call = calls.get(index) ?? { ...(id !== undefined && { id }), args: '' };
      calls.set(index, { ...call, args: call.args + (called?.arguments ?? '') });
    }
    expect([...calls.values()]).toEqual([
      { id: 'call_1', args: '{"name":"Maria Gonzalez"}' },
      { id: 'call_2', args: '{"id":"123-45-6789"}' },
    ]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });
});
