import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { CORS } from '../../lambda/contract/cors.ts';
import { errorOf, expectError } from '../support/client-error.ts';
import { collected, echo } from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider } = serveGateway();

const ORIGIN = 'https://ward.example.org';
const ASK = { model: 'gpt-5.4-mini', messages: [{ role: 'user' as const, content: 'Hello' }] };

/** What a browser asks before it lets a page send such a request. */
const preflight = (path: string, method: string, headers: readonly string[]): Promise<Response> =>
  fetch(`${gateway().url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': method,
      'access-control-request-headers': headers.join(','),
    },
  });

const listed = (response: Response, name: string): string[] =>
  (response.headers.get(name) ?? '').split(',').map((one) => one.trim().toLowerCase());

const expectReadable = (response: Response): void => {
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(listed(response, 'access-control-expose-headers')).toEqual([...CORS.responseHeaders]);
};

describe('E7: CORS', () => {
  test.each([
    ['/v1/chat/completions', 'POST'],
    ['/v1/models', 'GET'],
    ['/v1/models/gpt-5.4-mini', 'GET'],
  ])('preflight of %s', async (path, method) => {
    const response = await preflight(path, method, ['authorization', 'content-type']);
    expect(response.ok).toBe(true);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(listed(response, 'access-control-allow-methods')).toContain(method.toLowerCase());
  });

  test('every header that the official client sends is allowed', async () => {
    const names = new Set<string>();
    provider(echo(() => 'Fine.'));
    const watching: typeof fetch = (url, init) => {
      for (const [name] of new Headers(init?.headers)) names.add(name);
      return fetch(url, init);
    };
    const client = openai({
      fetch: watching,
      dangerouslyAllowBrowser: true,
      organization: 'o',
      project: 'p',
    });
    await client.chat.completions.create(ASK, { idempotencyKey: 'once' });
    await client.chat.completions.stream(ASK).finalContent();
    // A browser sets this one itself, and a page may not.
    names.delete('user-agent');
    const response = await preflight('/v1/chat/completions', 'POST', [...names]);
    const allowed = new Set(listed(response, 'access-control-allow-headers'));
    expect([...names].filter((name) => !allowed.has(name))).toEqual([]);
    for (const name of ['x-hawthorn-session', 'x-compliantchatgpt-key', 'x-openai-key']) {
      expect(allowed.has(name)).toBe(true);
    }
  });

  test('answers, streams and errors can be read', async () => {
    provider(echo(() => 'Fine.'));
    const origin = { origin: ORIGIN };
    expectReadable(await gateway().post(ASK, origin));
    const stream = await gateway().post({ ...ASK, stream: true }, origin);
    expectReadable(stream);
    await stream.text();
    expectReadable(await gateway().post('{', origin));
    expectReadable(await gateway().post(ASK, { ...origin, authorization: 'Bearer x' }));
    expectReadable(await gateway().post({ ...ASK, model: 'no such model' }, origin));
    expectReadable(await gateway().post('a'.repeat(7 * 1_048_576), origin));
    expectReadable(await fetch(`${gateway().url}/nowhere`, { headers: origin }));
    provider((reply) => reply.json(500, {}));
    expectReadable(await gateway().post(ASK, origin));
  });
});

describe('models', () => {
  test('D1, E2: ids, tiers and aliases are listed', async () => {
    const models = await collected(openai().models.list());
    expect(models.map(({ id }) => id)).toEqual(['gpt-5.4-mini', 'standard', 'fast-chat']);
    expect(models[0]).toEqual({ id: 'gpt-5.4-mini', object: 'model', created: 0, owned_by: 'hawthorn' });
  });

  test.each(['gpt-5.4-mini', 'standard', 'openai/gpt-oss-120b'])('retrieve %s', async (id) => {
    expect(await openai().models.retrieve(id)).toMatchObject({ id, object: 'model' });
  });

  test('one that leads nowhere', async () => {
    expectError(await errorOf(openai().models.retrieve('no such model')), {
      as: OpenAI.NotFoundError,
      status: 404,
      type: 'not_found_error',
      code: 'model_not_found',
      param: 'model',
    });
  });

  test('are for those with a key', async () => {
    expect(await errorOf(openai({ apiKey: 'x' }).models.list())).toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

test('health needs no key', async () => {
  const response = await fetch(`${gateway().url}/healthz`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  expectReadable(response);
});
