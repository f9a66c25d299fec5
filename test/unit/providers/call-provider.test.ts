import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import type { OutboundCall } from '../../../lambda/providers/provider.ts';
import {
  callTo,
  closeProvidersAfterEach,
  createTestProvider,
  failureOf,
  provide,
  targetAt,
} from '../../support/provider-harness.ts';
import { type Respond, unusedBaseUrl } from '../../support/scripted-provider.ts';

closeProvidersAfterEach();

const ANSWER = { id: 'chatcmpl-1', object: 'chat.completion', choices: [] };
const answers: Respond = (reply) => {
  reply.json(200, ANSWER);
};
const status =
  (code: number, headers: Record<string, string> = {}, error: object = {}): Respond =>
  (reply) => {
    reply.json(code, { error }, headers);
  };

describe('the request', () => {
  test('carries what is ours and nothing else', async () => {
    const server = await provide(answers);
    const { provider } = createTestProvider();
    await provider.call(callTo([targetAt(server.baseUrl)]));
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/v1/chat/completions',
      body: '{"model":"model-1"}',
    });
    expect(request?.headers).toEqual({
      host: new URL(server.baseUrl).host,
      connection: 'keep-alive',
      'content-length': '19',
      // Node's fetch adds these two by itself; they are constant.
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Bearer key-of-providers/scripted',
      'content-type': 'application/json',
      'user-agent': 'hawthorn',
      'x-client-request-id': 'req_test',
    });
  });

  test('carries the key as the provider wants it, without the line end that a secret may have', async () => {
    const server = await provide(answers);
    const { provider } = createTestProvider({
      keys: { read: () => Promise.resolve(new Sensitive('abc\n')) },
    });
    await provider.call(callTo([targetAt(server.baseUrl, { auth: 'api-key' })]));
    expect(server.requests[0]?.headers).toMatchObject({ 'api-key': 'abc' });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('an answer', () => {
  test('is handed on whole, with the headers of the closed set', async () => {
    const server = await provide((reply) => {
      reply.json(200, ANSWER, {
        'x-ratelimit-remaining-requests': '59',
        'openai-organization': 'st-marys',
        'set-cookie': 'a=b',
      });
    });
    const target = targetAt(server.baseUrl);
    const { provider, log } = createTestProvider();
    expect(await provider.call(callTo([target]))).toEqual({
      kind: 'plain',
      target,
      headers: { 'x-ratelimit-remaining-requests': '59' },
      body: ANSWER,
    });
    expect(log).toEqual([]);
  });

  test('that is streamed comes event by event', async () => {
    const second = Promise.withResolvers<undefined>();
    const server = await provide(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      await reply.write('data: one\n\n');
      await second.promise;
      reply.end('data: [DONE]\n\n');
    });
    const answer = await createTestProvider().provider.call(
      callTo([targetAt(server.baseUrl)], { streamed: true }),
    );
    if (answer.kind !== 'streamed') throw new Error('expected a stream');
    const events = answer.events[Symbol.asyncIterator]();
    expect(await events.next()).toEqual({ done: false, value: 'one' });
    second.resolve(undefined);
    expect(await events.next()).toEqual({ done: false, value: '[DONE]' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(server.requests[0]?.headers.accept).toBe('text/event-stream');
  });
});

describe('fallback', () => {
  const fallsBack: readonly (readonly [string, Respond])[] = [
    ...[402, 404, 408, 429, 500, 502, 503, 504, 529].map((code) => [String(code), status(code)] as const),
    [
      'a dead connection',
      (reply) => {
        reply.reset();
      },
    ],
  ];

  test.each(fallsBack)('%s: the next one is asked, with a body of its own', async (_, respond) => {
    const [first, second] = [await provide(respond), await provide(answers)];
    const { provider, log } = createTestProvider();
    const other = targetAt(second.baseUrl, { provider: 'other', model: 'model-2' });
    const answer = await provider.call(callTo([targetAt(first.baseUrl), other]));
    expect(answer.target).toBe(other);
    expect(first.requests).toHaveLength(1);
    expect(second.requests.map(({ body }) => body)).toEqual(['{"model":"model-2"}']);
    expect(log).toMatchObject([
      { message: 'provider_attempt_failed', fields: { attempt: 1, requestId: 'req_test' } },
    ]);
  });

  test('a refused connection: the next one is asked', async () => {
    const second = await provide(answers);
    const targets = [targetAt(await unusedBaseUrl()), targetAt(second.baseUrl)];
    expect(await createTestProvider().provider.call(callTo(targets))).toMatchObject({ kind: 'plain' });
  });

  /** As a request that only the Responses API can express. */
  const needsResponses: Pick<OutboundCall, 'request'> = {
    request: ({ responses }) => {
      if (!responses) throw new GatewayError('unsupported_by_provider', { param: 'tools[0]' });
      return { path: '/responses', body: '{}' };
    },
  };

  test('a provider that cannot do what is asked is passed over, unasked', async () => {
    const [chatOnly, second] = [await provide(answers), await provide(answers)];
    const targets = [targetAt(chatOnly.baseUrl, { responses: false }), targetAt(second.baseUrl)];
    await createTestProvider().provider.call(callTo(targets, needsResponses));
    expect(chatOnly.requests).toEqual([]);
    expect(second.requests.map(({ url }) => url)).toEqual(['/v1/responses']);
  });

  test('where nobody can, the caller learns what it is', async () => {
    const chatOnly = targetAt('http://127.0.0.1:1', { responses: false });
    const call = callTo([chatOnly, chatOnly], needsResponses);
    const error = await failureOf(createTestProvider().provider.call(call));
    expect([error.failure, error.detail.param]).toEqual(['unsupported_by_provider', 'tools[0]']);
  });

  test.each([400, 401, 403, 409, 413, 418, 422])(
    '%d: the request is at fault, nobody else is asked',
    async (code) => {
      const [first, second] = [await provide(status(code)), await provide(answers)];
      const call = callTo([targetAt(first.baseUrl), targetAt(second.baseUrl)]);
      expect(
        (await failureOf(createTestProvider().provider.call(call))).detail.retryAfterSeconds,
      ).toBeUndefined();
      expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
    },
  );

  test('works for streams alike, until the head has come', async () => {
    const [first, second] = [
      await provide(status(503)),
      await provide((reply) => {
        reply.sse('one');
      }),
    ];
    const targets = [targetAt(first.baseUrl), targetAt(second.baseUrl)];
    const answer = await createTestProvider().provider.call(callTo(targets, { streamed: true }));
    if (answer.kind !== 'streamed') throw new Error('expected a stream');
    const events: string[] = [];
    for await (const data of answer.events) events.push(data);
    expect(events).toEqual(['one']);
  });

  test.each([
    ['limits', [429, 429], {}, 'provider_rate_limit', 7],
    ['a quota and a limit', [402, 429], {}, 'provider_rate_limit', 7],
    ['no such model', [404, 404], {}, 'unknown_model', undefined],
    ['a limit and a failure', [429, 500], {}, 'provider_down', 7],
    ['failures', [500, 502], {}, 'provider_down', 5],
  ])('when all fail with %s, the caller learns that', async (_, codes, __, failure, retryAfterSeconds) => {
    const servers = await Promise.all(codes.map((code) => provide(status(code, { 'retry-after': '7' }))));
    const targets = servers.map(({ baseUrl }) => targetAt(baseUrl));
    const error = await failureOf(createTestProvider().provider.call(callTo(targets)));
    expect([error.failure, error.detail.retryAfterSeconds]).toEqual([failure, retryAfterSeconds]);
    expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  test('a model that nobody has is unknown', async () => {
    const error = await failureOf(createTestProvider().provider.call(callTo([])));
    expect(error.failure).toBe('unknown_model');
  });
});

describe('one provider alone', () => {
  test.each([502, 503, 504])('is asked once more after %d', async (code) => {
    const server = await provide((reply, request, index) =>
      (index === 0 ? status(code) : answers)(reply, request, index),
    );
    const { provider, log } = createTestProvider();
    expect(await provider.call(callTo([targetAt(server.baseUrl)]))).toMatchObject({
      kind: 'plain',
      body: ANSWER,
    });
    expect(server.requests).toHaveLength(2);
    expect(log.map(({ fields }) => [fields.attempt, fields.status])).toEqual([[1, code]]);
  });

  test('is asked once more after a dead connection', async () => {
    const server = await provide((reply, request, index) => {
      if (index === 0) reply.reset();
      else return answers(reply, request, index);
    });
    expect(await createTestProvider().provider.call(callTo([targetAt(server.baseUrl)]))).toMatchObject({
      body: ANSWER,
    });
  });

  test('is asked once more, not for ever', async () => {
    const server = await provide(status(503, { 'retry-after': '9' }));
    const { provider, log } = createTestProvider();
    const error = await failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
    expect([error.failure, error.detail.retryAfterSeconds]).toEqual(['provider_down', 9]);
    expect(server.requests).toHaveLength(2);
    expect(log.map(({ fields }) => fields.attempt)).toEqual([1, 2]);
  });

  test.each([400, 401, 404, 408, 409, 429, 500, 529])('is left alone after %d', async (code) => {
    const server = await provide(status(code));
    await failureOf(createTestProvider().provider.call(callTo([targetAt(server.baseUrl)])));
    expect(server.requests).toHaveLength(1);
  });
});

describe("the caller's own key", () => {
  const callersKey = new Sensitive('sk-of-the-caller');

  test('is used instead of ours, which is not even read', async () => {
    const server = await provide(answers);
    const { provider } = createTestProvider({
      keys: { read: () => Promise.reject(new Error('not to be read')) },
    });
    await provider.call(callTo([targetAt(server.baseUrl, { takesCallersKey: true })], { callersKey }));
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-of-the-caller');
  });

  test('goes to no provider that it was not given for', async () => {
    const [other, own] = [await provide(answers), await provide(status(503))];
    const targets = [targetAt(other.baseUrl), targetAt(own.baseUrl, { takesCallersKey: true })];
    const error = await failureOf(createTestProvider().provider.call(callTo(targets, { callersKey })));
    expect(error.failure).toBe('provider_down');
    expect(other.requests).toEqual([]);
  });

  test('makes a model unknown that only others have', async () => {
    const other = await provide(answers);
    const error = await failureOf(
      createTestProvider().provider.call(callTo([targetAt(other.baseUrl)], { callersKey })),
    );
    expect(error.failure).toBe('unknown_model');
    expect(other.requests).toEqual([]);
  });

  test.each([401, 403])('is at fault on %d', async (code) => {
    const server = await provide(status(code));
    const target = targetAt(server.baseUrl, { takesCallersKey: true });
    const error = await failureOf(createTestProvider().provider.call(callTo([target], { callersKey })));
    expect(error.failure).toBe('provider_key_refused');
  });

  test.each(['', 'two words', 'line\nbreak', 'schlüssel'])(
    '%j is refused before it goes anywhere',
    async (text) => {
      const server = await provide(answers);
      const target = targetAt(server.baseUrl, { takesCallersKey: true });
      const call = callTo([target], { callersKey: new Sensitive(text) });
      expect((await failureOf(createTestProvider().provider.call(call))).failure).toBe(
        'provider_key_refused',
      );
      expect(server.requests).toEqual([]);
    },
  );
});
