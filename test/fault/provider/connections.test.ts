import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { createManualTimer } from '../../support/manual-timer.ts';
import {
  callTo,
  closeProvidersAfterEach,
  createTestProvider,
  failureOf,
  fetchAnd,
  provide,
  targetAt,
} from '../../support/provider-harness.ts';
import { type Respond, unusedBaseUrl } from '../../support/scripted-provider.ts';

closeProvidersAfterEach();

const hangs: Respond = (reply) => reply.closed;

/** Ends a plain call however the script ends it. */
const plainFailure = async (
  respond: Respond,
  settings: { maxPlainBytes?: number } = {},
): Promise<GatewayError> => {
  const server = await provide(respond);
  const { provider } = createTestProvider({ settings: { retryMs: 0, ...settings } });
  return failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
};

describe('no answer at all', () => {
  test('a refused connection', async () => {
    const { provider, log } = createTestProvider();
    const error = await failureOf(provider.call(callTo([targetAt(await unusedBaseUrl())])));
    expect([error.failure, error.detail]).toEqual(['provider_down', { retryAfterSeconds: 5 }]);
    expect(error.cause).toBeUndefined();
    expect(log.map(({ fields }) => fields)).toEqual([
      { requestId: 'req_test', failure: 'provider_down', attempt: 1, streamed: false },
      { requestId: 'req_test', failure: 'provider_down', attempt: 2, streamed: false },
    ]);
  });

  test.each([
    [false, 290_000],
    [true, 120_000],
  ])('no head in time (streamed: %j), and the connection is closed', async (streamed, headMs) => {
    const server = await provide(hangs);
    const time = createManualTimer();
    const { provider } = createTestProvider({ timer: time.timer });
    const failure = failureOf(provider.call(callTo([targetAt(server.baseUrl)], { streamed })));
    await server.received(0);
    await time.fire(headMs);
    const error = await failure;
    expect([error.failure, error.detail]).toEqual(['provider_silent', { retryAfterSeconds: 5 }]);
    expect(time.pending()).toEqual([]);
  });

  test('no head in time: the next provider is asked', async () => {
    const [first, second] = [
      await provide(hangs),
      await provide((reply) => {
        reply.json(200, {});
      }),
    ];
    const time = createManualTimer();
    const { provider } = createTestProvider({ timer: time.timer });
    const answer = provider.call(callTo([targetAt(first.baseUrl), targetAt(second.baseUrl)]));
    await first.received(0);
    await time.fire(290_000);
    expect(await answer).toMatchObject({ kind: 'plain', target: { baseUrl: second.baseUrl } });
  });

  test('no time left: nobody else is asked', async () => {
    const [first, second] = [await provide(hangs), await provide(hangs)];
    const time = createManualTimer();
    let now = 0;
    const { provider } = createTestProvider({
      timer: time.timer,
      now: () => now,
      settings: { totalMs: 840_000 },
    });
    const failure = failureOf(provider.call(callTo([targetAt(first.baseUrl), targetAt(second.baseUrl)])));
    await first.received(0);
    now = 840_000;
    await time.fire(840_000);
    expect((await failure).failure).toBe('provider_silent');
    expect(second.requests).toEqual([]);
  });
});

describe('the key cannot be had', () => {
  test.each([
    ['an error', () => Promise.reject(new Error('AccessDenied for Jane Roe'))],
    ['an empty secret', () => Promise.resolve(new Sensitive(''))],
    ['a secret of several lines', () => Promise.resolve(new Sensitive('one\r\nx-evil: two'))],
  ])('%s: nothing is sent', async (_, read) => {
    const server = await provide(hangs);
    const error = await failureOf(
      createTestProvider({ keys: { read } }).provider.call(callTo([targetAt(server.baseUrl)])),
    );
    expect([error.failure, error.detail]).toEqual(['provider_down', { retryAfterSeconds: 5 }]);
    expect(server.requests).toEqual([]);
  });

  test('no answer, not even to the signal: given up in time', async () => {
    const time = createManualTimer();
    const keys = { read: () => new Promise<never>(() => undefined) };
    const { provider } = createTestProvider({ keys, timer: time.timer });
    const failure = failureOf(provider.call(callTo([targetAt('http://127.0.0.1:1')])));
    await time.fire(290_000);
    expect((await failure).failure).toBe('provider_silent');
  });

  test('the next provider has its own', async () => {
    const server = await provide((reply) => {
      reply.json(200, {});
    });
    const keys = {
      read: (name: string) =>
        name === 'b' ? Promise.resolve(new Sensitive('key')) : Promise.reject(new Error()),
    };
    const targets = [
      targetAt('http://127.0.0.1:1', { keySecret: 'a' }),
      targetAt(server.baseUrl, { keySecret: 'b' }),
    ];
    expect(await createTestProvider({ keys }).provider.call(callTo(targets))).toMatchObject({
      kind: 'plain',
    });
  });
});

describe('a plain answer that is none', () => {
  test.each<[string, string | Uint8Array, Record<string, string>]>([
    ['a page', '<html><body>Jane Roe</body></html>', { 'content-type': 'text/html' }],
    ['nothing', '', {}],
    ['half of it', '{"choices":[{"message":{"content":"Jane R', { 'content-type': 'application/json' }],
    ['a list', '[{"choices":[]}]', { 'content-type': 'application/json' }],
    ['null', 'null', { 'content-type': 'application/json' }],
    ['a string', '"Jane Roe"', { 'content-type': 'application/json' }],
    ['a stream', 'data: {"choices":[]}\n\n', { 'content-type': 'text/event-stream' }],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), {}],
    ['compressed, without saying so', gzipSync('{"choices":[]}'), {}],
  ])('%s', async (_, body, headers) => {
    const error = await plainFailure((reply) => {
      reply.head(200, headers);
      reply.end(body);
    });
    expect([error.failure, error.detail, error.cause]).toEqual(['provider_failed', {}, undefined]);
  });

  test('204', async () => {
    const error = await plainFailure((reply) => {
      reply.head(204);
      reply.end();
    });
    expect(error.failure).toBe('provider_failed');
  });

  test('compressed, although nobody asked for that, is read', async () => {
    const server = await provide((reply) => {
      reply.head(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
      reply.end(gzipSync('{"id":"1"}'));
    });
    const answer = await createTestProvider().provider.call(callTo([targetAt(server.baseUrl)]));
    expect(answer).toMatchObject({ kind: 'plain', body: { id: '1' } });
  });

  test('more bytes than allowed, also when they come compressed, and the connection is closed', async () => {
    const closed = Promise.withResolvers<undefined>();
    const error = await plainFailure(
      async (reply) => {
        reply.head(200, { 'content-encoding': 'gzip' });
        await reply.write(gzipSync('x'.repeat(100_000)));
        await reply.closed;
        closed.resolve(undefined);
      },
      { maxPlainBytes: 50_000 },
    );
    expect(error.failure).toBe('provider_failed');
    await closed.promise;
  });

  test('a connection that dies in the middle is tried once more', async () => {
    let head = Promise.withResolvers<undefined>();
    const server = await provide(async (reply) => {
      reply.head(200, { 'content-length': '100' });
      await reply.write('{"choices":');
      await head.promise;
      head = Promise.withResolvers();
      reply.reset();
    });
    const { provider } = createTestProvider({
      fetch: fetchAnd(() => {
        head.resolve(undefined);
      }),
    });
    const error = await failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
    expect([error.failure, error.detail]).toEqual(['provider_down', { retryAfterSeconds: 5 }]);
    expect(server.requests).toHaveLength(2);
  });

  test('silence in the middle', async () => {
    const server = await provide(async (reply) => {
      reply.head(200);
      await reply.write('{"choices":');
      await reply.closed;
    });
    const time = createManualTimer();
    const { provider } = createTestProvider({ timer: time.timer, settings: { headMs: 60_000 } });
    const failure = failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
    await time.fire(60_000);
    expect((await failure).failure).toBe('provider_silent');
    expect(time.pending()).toEqual([]);
  });
});

describe('the caller goes away', () => {
  test('before the head: the provider sees it, nobody else is asked', async () => {
    const closed = Promise.withResolvers<undefined>();
    const first = await provide(async (reply) => {
      await reply.closed;
      closed.resolve(undefined);
    });
    const second = await provide(hangs);
    const caller = new AbortController();
    const { provider, log } = createTestProvider();
    const targets = [targetAt(first.baseUrl), targetAt(second.baseUrl)];
    const failure = failureOf(provider.call(callTo(targets, { signal: caller.signal })));
    await first.received(0);
    caller.abort();
    expect((await failure).failure).toBe('provider_cut');
    await closed.promise;
    expect(second.requests).toEqual([]);
    expect(log).toEqual([]);
  });

  test('before the call: nothing is sent', async () => {
    const server = await provide(hangs);
    const call = callTo([targetAt(server.baseUrl)], { signal: AbortSignal.abort() });
    expect((await failureOf(createTestProvider().provider.call(call))).failure).toBe('provider_cut');
    expect(server.requests).toEqual([]);
  });

  test('between two attempts: there is no second one', async () => {
    const server = await provide((reply) => {
      reply.json(503, {});
    });
    const time = createManualTimer();
    const caller = new AbortController();
    const { provider } = createTestProvider({ timer: time.timer, settings: { retryMs: 1000 } });
    const failure = failureOf(provider.call(callTo([targetAt(server.baseUrl)], { signal: caller.signal })));
    await expect.poll(() => time.pending()).toContain(500);
    caller.abort();
    expect((await failure).failure).toBe('provider_cut');
    expect(server.requests).toHaveLength(1);
    expect(time.pending()).toEqual([]);
  });

  test("the gateway's own deadline keeps its name", async () => {
    const server = await provide(hangs);
    const caller = new AbortController();
    const failure = failureOf(
      createTestProvider().provider.call(callTo([targetAt(server.baseUrl)], { signal: caller.signal })),
    );
    await server.received(0);
    caller.abort(new GatewayError('timed_out'));
    expect((await failure).failure).toBe('timed_out');
  });
});
