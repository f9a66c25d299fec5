import { describe, expect, test } from 'vitest';
import { CORS } from '../../../lambda/contract/cors.ts';
import { ENDPOINTS } from '../../../lambda/contract/endpoints.ts';
import { answering } from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider } = serveGateway();

const ORIGIN = 'https://ward.example.org';
const ASK = { model: 'gpt-5.4-mini', input: 'Patient Maria Gonzalez needs a letter.' };
const ROUTES = ENDPOINTS.filter(({ handler }) => handler === 'responses');

/** What a browser asks before it lets a page send such a request. */
const preflight = (path: string, method: string, headers: readonly string[]): Promise<Response> =>
  fetch(`${gateway().url}${path.replaceAll(/\{\w+\}/g, 'some_id')}`, {
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
  test('every route of responses and conversations', async () => {
    expect(ROUTES.length).toBeGreaterThan(10);
    for (const { path, method } of ROUTES) {
      const response = await preflight(path, method, ['authorization', 'content-type', 'x-hawthorn-session']);
      expect(response.ok).toBe(true);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(listed(response, 'access-control-allow-methods')).toContain(method.toLowerCase());
      expect(listed(response, 'access-control-allow-headers')).toContain('authorization');
    }
  });

  test('every header that the official client sends is allowed', async () => {
    const names = new Set<string>();
    provider(answering(([name]) => `Dear ${name}`));
    const watching: typeof fetch = (url, init) => {
      for (const [name] of new Headers(init?.headers)) names.add(name);
      return fetch(url, init);
    };
    const client = openai({ fetch: watching, dangerouslyAllowBrowser: true });
    const { id } = await client.responses.create(ASK, { idempotencyKey: 'once' });
    await client.responses.stream({ ...ASK, previous_response_id: id }).finalResponse();
    await client.responses.retrieve(id);
    await client.responses.inputItems.list(id);
    await client.conversations.create({ items: [{ role: 'user', content: 'Hello' }] });
    await client.responses.delete(id);
    // A browser sets this one itself, and a page may not.
    names.delete('user-agent');
    const response = await preflight('/v1/responses', 'POST', [...names]);
    const allowed = new Set(listed(response, 'access-control-allow-headers'));
    expect([...names].filter((name) => !allowed.has(name))).toEqual([]);
  });

  test('answers, streams and errors can be read', async () => {
    provider(answering(([name]) => `Dear ${name}`));
    const origin = { origin: ORIGIN };
    const post = (body: unknown, headers = {}, path = '/v1/responses'): Promise<Response> =>
      gateway().post(body, { ...origin, ...headers }, path);
    expectReadable(await post(ASK));
    const stream = await post({ ...ASK, stream: true });
    expectReadable(stream);
    await stream.text();
    expectReadable(await post('{'));
    expectReadable(await post(ASK, { authorization: 'Bearer x' }));
    expectReadable(await post({ ...ASK, previous_response_id: 'resp_of_nobody' }));
    expectReadable(await post({}, {}, '/v1/conversations'));
    for (const path of ['/v1/responses/resp_of_nobody', '/v1/conversations/x/items/y']) {
      expectReadable(await fetch(`${gateway().url}${path}`, { headers: origin }));
    }
    provider((reply) => reply.json(500, {}));
    expectReadable(await post(ASK));
  });
});
