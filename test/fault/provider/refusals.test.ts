import { describe, expect, test } from 'vitest';
import type { GatewayError } from '../../../lambda/contract/gateway-error.ts';
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
import type { Respond } from '../../support/scripted-provider.ts';

closeProvidersAfterEach();

/** The words of a provider that quotes what it was sent. */
const QUOTING = {
  message: 'Invalid value: NAME_4KQ7ZD is not Jane Roe',
  type: 'x',
  code: 'jane_roe',
  param: 'Jane Roe',
};

const refusedWith = async (respond: Respond): Promise<GatewayError> => {
  const server = await provide(respond);
  return failureOf(createTestProvider().provider.call(callTo([targetAt(server.baseUrl)])));
};

test.each([
  [301, 'provider_failed', 'provider_error'],
  [307, 'provider_failed', 'provider_error'],
  [400, 'refused_by_provider', 'bad_request'],
  [401, 'provider_failed', 'provider_error'],
  [402, 'provider_quota', 'quota_exceeded'],
  [403, 'provider_failed', 'provider_error'],
  [404, 'unknown_model', 'model_not_found'],
  [405, 'provider_failed', 'provider_error'],
  [408, 'provider_failed', 'provider_error'],
  [409, 'provider_failed', 'provider_error'],
  [413, 'refused_by_provider', 'bad_request'],
  [418, 'provider_failed', 'provider_error'],
  [422, 'refused_by_provider', 'bad_request'],
  [429, 'provider_rate_limit', 'rate_limited'],
  [500, 'provider_failed', 'provider_error'],
  [502, 'provider_failed', 'provider_error'],
  [503, 'provider_down', 'provider_unavailable'],
  [504, 'provider_failed', 'provider_error'],
  [529, 'provider_down', 'provider_unavailable'],
  [599, 'provider_failed', 'provider_error'],
] as const)('%d becomes %s, and nothing of the body survives', async (status, failure, code) => {
  const error = await refusedWith((reply) => {
    reply.json(
      status,
      { error: QUOTING },
      { 'x-note': 'Jane Roe', 'retry-after': '30', location: 'http://127.0.0.1:1/' },
    );
  });
  const waits = ['provider_rate_limit', 'provider_quota', 'provider_down'].includes(failure);
  expect([error.failure, error.code]).toEqual([failure, code]);
  expect(error.detail).toEqual({ headers: {}, ...(waits && { retryAfterSeconds: 30 }) });
  expect(error.cause).toBeUndefined();
});

test('a redirect is not followed', async () => {
  const elsewhere = await provide((reply) => {
    reply.json(200, {});
  });
  const error = await refusedWith((reply) => {
    reply.head(307, { location: `${elsewhere.baseUrl}/chat/completions` });
    reply.end();
  });
  expect(error.failure).toBe('provider_failed');
  expect(elsewhere.requests).toEqual([]);
});

test('the field at fault is named when its path is made of known names', async () => {
  const error = await refusedWith((reply) => {
    reply.json(400, { error: { ...QUOTING, param: 'messages[1].content' } });
  });
  expect(error.detail).toEqual({ headers: {}, param: 'messages[1].content' });
});

test('a used-up quota is told apart from a limit', async () => {
  const error = await refusedWith((reply) => {
    reply.json(429, { error: { code: 'insufficient_quota' } }, { 'x-should-retry': 'false' });
  });
  expect([error.failure, error.detail]).toEqual([
    'provider_quota',
    { headers: { 'x-should-retry': 'false' }, retryAfterSeconds: 5 },
  ]);
});

test('a limit comes with what the client needs to wait', async () => {
  const error = await refusedWith((reply) => {
    reply.json(
      429,
      { error: {} },
      { 'retry-after-ms': '2500', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '2.5s' },
    );
  });
  expect([error.failure, error.detail]).toEqual([
    'provider_rate_limit',
    {
      headers: { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '2.5s' },
      retryAfterSeconds: 3,
    },
  ]);
});

describe('a refusal stands, whatever its body does', () => {
  const bodies: readonly (readonly [string, Respond])[] = [
    [
      'a page',
      (reply) => {
        reply.head(429, { 'content-type': 'text/html' });
        reply.end('<html>Jane Roe</html>');
      },
    ],
    [
      'nothing',
      (reply) => {
        reply.head(429);
        reply.end();
      },
    ],
    [
      'bytes that are no UTF-8',
      (reply) => {
        reply.head(429);
        reply.end(Uint8Array.of(0x7b, 0xff, 0xfe));
      },
    ],
    [
      'a body without end',
      async (reply) => {
        reply.head(429);
        const closed = reply.closed.then(() => true);
        const write = () => reply.write('x'.repeat(10_000)).then(() => false);
        while (!(await Promise.race([closed, write()])));
      },
    ],
  ];

  test.each(bodies)('%s', async (_, respond) => {
    expect((await refusedWith(respond)).failure).toBe('provider_rate_limit');
  });

  test('a connection that dies', async () => {
    const head = Promise.withResolvers<undefined>();
    const server = await provide(async (reply) => {
      reply.head(429);
      await head.promise;
      reply.reset();
    });
    const { provider } = createTestProvider({ fetch: fetchAnd(head.resolve) });
    const error = await failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
    expect(error.failure).toBe('provider_rate_limit');
  });

  test('a slow one is given up, and the connection closed', async () => {
    const closed = Promise.withResolvers<undefined>();
    const server = await provide(async (reply) => {
      reply.head(429);
      await reply.write('{"error":');
      await reply.closed;
      closed.resolve(undefined);
    });
    const time = createManualTimer();
    const { provider } = createTestProvider({ timer: time.timer, settings: { errorBodyMs: 2_000 } });
    const failure = failureOf(provider.call(callTo([targetAt(server.baseUrl)])));
    await time.fire(2_000);
    expect((await failure).failure).toBe('provider_rate_limit');
    await closed.promise;
  });
});
