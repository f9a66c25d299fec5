import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { BAD_REQUEST, errorOf, expectError } from '../support/client-error.ts';
import {
  chunk,
  completion,
  DONE,
  delta,
  echo,
  finish,
  event as frame,
  providerError,
  roleDelta,
  saying,
  textStream,
  tokensIn,
} from '../support/openai-wire.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, raw, event } = serveGateway();

const ASK: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user', content: 'Patient Maria Gonzalez needs a letter.' }],
};

/** What a provider may say, and no client may read: it quotes the request. */
const TELLTALE = 'Invalid: Quillfeather, 12 Bramble Lane';

const RATE_LIMITED = {
  as: OpenAI.RateLimitError,
  status: 429,
  type: 'rate_limit_exceeded',
  code: 'rate_limited',
} as const;
const BAD_GATEWAY = {
  as: OpenAI.InternalServerError,
  status: 502,
  type: 'bad_gateway',
  code: 'provider_error',
} as const;
const UNAVAILABLE = {
  as: OpenAI.InternalServerError,
  status: 503,
  type: 'service_unavailable',
  code: 'provider_unavailable',
} as const;
const NO_MODEL = {
  as: OpenAI.NotFoundError,
  status: 404,
  type: 'not_found_error',
  code: 'model_not_found',
} as const;

describe.each([false, true])('D6, E6: the provider’s refusals become ours, stream: %s', (stream) => {
  test.each([
    [400, { ...BAD_REQUEST, param: 'max_tokens' }, { param: 'max_tokens', code: 'unsupported_parameter' }],
    [400, BAD_REQUEST, { param: `messages[0].${TELLTALE}` }],
    [422, BAD_REQUEST, {}],
    [401, BAD_GATEWAY, { code: 'invalid_api_key' }],
    [403, BAD_GATEWAY, {}],
    [404, NO_MODEL, { code: 'model_not_found' }],
    [408, BAD_GATEWAY, {}],
    [409, BAD_GATEWAY, {}],
    [429, RATE_LIMITED, { code: 'rate_limit_exceeded' }],
    [429, { ...RATE_LIMITED, code: 'quota_exceeded' }, { code: 'insufficient_quota' }],
    [500, BAD_GATEWAY, {}],
    [502, BAD_GATEWAY, {}],
    [503, UNAVAILABLE, {}],
    [529, UNAVAILABLE, {}],
  ])('%i', async (status, expected, error) => {
    provider((reply) => reply.json(status, providerError(TELLTALE, error), { 'x-private': TELLTALE }));
    const caught = await errorOf(openai().chat.completions.create({ ...ASK, stream }));
    expectError(caught, expected);
    if (!(caught instanceof OpenAI.APIError)) throw new Error('unreachable');
    const headers = caught.headers as Headers;
    expect(JSON.stringify([caught.error, ...headers])).not.toMatch(/Quillfeather|Bramble/);
    expect(caught.requestID).toMatch(/^req_/);
    if (expected.status === 429 || expected.status === 503)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await event('closed')).toMatchObject({ outcome: 'provider_failed' });
  });
});

test.each<[string, Respond]>([
  [
    'a page',
    (reply) => {
      reply.head(200, { 'content-type': 'text/html' });
      reply.end('<html>');
    },
  ],
  [
    'no JSON',
    (reply) => {
      reply.head(200, { 'content-type': 'application/json' });
      reply.end('{"choices": [');
    },
  ],
  ['no choices', (reply) => reply.json(200, { object: 'chat.completion' })],
  ['choices without an index', (reply) => reply.json(200, completion([{ message: { content: TELLTALE } }]))],
])('E6: 502 for an answer that is %s', async (_, respond) => {
  provider(respond);
  expectError(await errorOf(openai().chat.completions.create(ASK)), BAD_GATEWAY);
});

describe('E9: the client’s own retry', () => {
  test('429 with retry-after: waits as told and succeeds the second time', async () => {
    const limits = {
      'retry-after': '1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1s',
    };
    provider((reply, request, index) => {
      if (index === 0) reply.json(429, providerError(TELLTALE), limits);
      else return echo(([name]) => `Dear ${name}`)(reply, request, index);
    });
    const seen: Response[] = [];
    const watching: typeof fetch = async (...given) => {
      const response = await fetch(...given);
      seen.push(response);
      return response;
    };
    const client = openai({ maxRetries: 1, fetch: watching });
    const { choices } = await client.chat.completions.create(ASK);
    expect(choices[0]?.message.content).toBe('Dear Maria Gonzalez');
    expect(seen.map(({ status }) => status)).toEqual([429, 200]);
    expect(Object.fromEntries(seen[0]!.headers)).toMatchObject(limits);
    expect(raw()).toHaveLength(2);
    expect(raw()[1]?.body).toBe(raw()[0]?.body);
  });

  test('x-should-retry: false is passed on, and so the client gives up at once', async () => {
    provider((reply) => reply.json(429, providerError(TELLTALE), { 'x-should-retry': 'false' }));
    expectError(await errorOf(openai({ maxRetries: 2 }).chat.completions.create(ASK)), RATE_LIMITED);
    expect(raw()).toHaveLength(1);
  });

  test('what policy refuses is not tried again', async () => {
    provider(echo(() => 'Fine.'));
    let calls = 0;
    const counting: typeof fetch = (...given) => {
      calls += 1;
      return fetch(...given);
    };
    const client = openai({
      apiKey: await gateway().issue({ role: 'analyst' }),
      maxRetries: 2,
      fetch: counting,
    });
    expect(await errorOf(client.chat.completions.create(ASK))).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(calls).toBe(1);
  });

  test('502 and 503 of the only provider are tried once more by the gateway itself', async () => {
    provider((reply, request, index) =>
      index === 0 ? reply.json(503, providerError(TELLTALE)) : echo(() => 'Fine.')(reply, request, index),
    );
    const { choices } = await openai().chat.completions.create(ASK);
    expect(choices[0]?.message.content).toBe('Fine.');
  });
});

/** Reads a stream until it fails, and tells as soon as there is text. */
const readUntilError = async (
  onText: () => void = () => undefined,
): Promise<{ text: string; error: unknown }> => {
  let text = '';
  const stream = await openai().chat.completions.create({ ...ASK, stream: true });
  const error = await errorOf(
    (async () => {
      for await (const { choices } of stream) {
        text += choices[0]?.delta.content ?? '';
        if (text !== '') onText();
      }
    })(),
  );
  return { text, error };
};

/** A stream that says the name and, when the client has it, goes wrong. */
const thenWrong = (wrong: (reply: Parameters<Respond>[0]) => void) => {
  const seen = Promise.withResolvers<undefined>();
  provider(async (reply, request) => {
    const [name = ''] = tokensIn(request);
    reply.head(200, { 'content-type': 'text/event-stream' });
    await reply.write([roleDelta(), delta({ content: `Dear ${name}, ` })].map(frame).join(''));
    await seen.promise;
    wrong(reply);
  });
  return () => seen.resolve(undefined);
};

describe('a stream that goes wrong in the middle', () => {
  test.each<[string, (reply: Parameters<Respond>[0]) => void]>([
    ['ends without a finish', (reply) => reply.end()],
    [
      'ends in the middle of an event',
      (reply) => reply.end(frame(delta({ content: TELLTALE })).slice(0, 60)),
    ],
    ['sends garbage', (reply) => reply.end(frame(`{"choices": ${TELLTALE}`))],
    ['sends an error', (reply) => reply.end(frame(JSON.stringify(providerError(TELLTALE))))],
    [
      'sends choices that can’t be told apart',
      (reply) => reply.end(frame(chunk([{ delta: { content: TELLTALE } }]))),
    ],
    ['loses the connection', (reply) => reply.reset()],
    ['sends bytes that are no UTF-8', (reply) => reply.end(Buffer.from([0x64, 0xff, 0xfe]))],
  ])('%s: the iterator throws, and there is no clean end', async (_, wrong) => {
    const { text, error } = await readUntilError(thenWrong(wrong));
    expect(text).toBe('Dear Maria Gonzalez, ');
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code: 'provider_error', type: 'bad_gateway', param: '' });
    expect(String(error)).not.toMatch(/Quillfeather|Bramble/);
    expect(await event('closed')).toMatchObject({ outcome: 'provider_failed' });
    const body = await (await gateway().post({ ...ASK, stream: true })).text();
    expect(body).not.toContain(DONE);
    expect(body).not.toMatch(/Quillfeather|Bramble/);
    expect(body.trimEnd().split('\n').at(-1)).toMatch(/^data: \{"error":/);
  });

  test('one of two choices never finishes: that is no end', async () => {
    provider((reply) => reply.sse(roleDelta(0), roleDelta(1), finish('stop', 0)));
    expect((await readUntilError()).error).toMatchObject({ code: 'provider_error' });
  });

  test('a page or a document in place of a stream', async () => {
    provider((reply) => reply.json(200, completion([saying('Fine.')])));
    expectError(await errorOf(openai().chat.completions.create({ ...ASK, stream: true })), BAD_GATEWAY);
  });

  test('the helper rejects too', async () => {
    provider((reply) => reply.sse(roleDelta(), delta({ content: 'Dear ' })));
    const { model, messages } = ASK;
    const stream = openai().chat.completions.stream({ model, messages });
    expect(await errorOf(stream.finalContent())).toBeInstanceOf(OpenAI.OpenAIError);
  });

  test('an empty stream is no answer', async () => {
    provider((reply) => reply.sse());
    expect((await readUntilError()).error).toMatchObject({ code: 'provider_error' });
    provider((reply) => reply.sse(DONE));
    expect((await readUntilError()).error).toMatchObject({ code: 'provider_error' });
  });

  test('objects of another kind between the chunks are left out', async () => {
    provider((reply, request) => {
      const [role = '', ...rest] = textStream(tokensIn(request)[0] ?? '');
      reply.sse(role, '{"object":"ping"}', ...rest);
    });
    const body = await (await gateway().post({ ...ASK, stream: true })).text();
    expect(body).toContain('Maria Gonzalez');
    expect(body).not.toContain('ping');
  });
});
