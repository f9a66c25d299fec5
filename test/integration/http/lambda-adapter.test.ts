import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppEnv } from '../../../lambda/http/app.ts';
import { createLambdaHandler } from '../../../lambda/http/lambda-adapter.ts';
import { type ApiGateway, startApiGateway } from '../../../local/api-gateway.ts';
import { installLambdaRuntime, isStreamingHandler } from '../../../local/lambda-runtime.ts';

let gateway: ApiGateway;

/** Answers with what the app was asked. */
const app = new Hono<AppEnv>();
app.all('*', async (context) =>
  context.json({
    method: context.req.method,
    path: context.req.path,
    query: context.req.queries(),
    body: await context.req.text(),
  }),
);

beforeAll(async () => {
  installLambdaRuntime();
  const handler: unknown = createLambdaHandler(app);
  if (!isStreamingHandler(handler)) throw new Error('not marked');
  gateway = await startApiGateway({
    port: 0,
    routes: [
      { method: 'GET', resource: '/v1/responses/{id}/input_items', handler },
      { method: 'DELETE', resource: '/v1/responses/{id}', handler },
    ],
  });
});
afterAll(() => gateway.close());

const ask = async (path: string, method = 'GET'): Promise<unknown> =>
  (await fetch(gateway.url + path, { method })).json();

describe('the request of the app', () => {
  it.each([
    ['nothing', '', {}],
    ['one value', '?limit=5', { limit: ['5'] }],
    [
      'repeated names, as the official client writes lists',
      '?include[]=a&include[]=b',
      { 'include[]': ['a', 'b'] },
    ],
    [
      'encoded names and values',
      '?include%5B%5D=a%26b%3Dc&after=msg%201',
      { 'include[]': ['a&b=c'], after: ['msg 1'] },
    ],
    ['a plus sign and other scripts', '?q=1%2B2&z=Zo%C3%AB%20%F0%9F%A9%BA', { q: ['1+2'], z: ['Zoë 🩺'] }],
    ['a value that is empty', '?after=&order=asc', { after: [''], order: ['asc'] }],
  ])('has the query: %s', async (_what, query, expected) => {
    expect(await ask(`/v1/responses/resp_1/input_items${query}`)).toMatchObject({
      path: '/v1/responses/resp_1/input_items',
      query: expected,
    });
  });

  it('has no query that the path pretends to have', async () => {
    expect(await ask('/v1/responses/resp_1%3Flimit=5/input_items')).toMatchObject({
      path: '/v1/responses/resp_1%3Flimit%3D5/input_items',
      query: {},
    });
  });

  it('has the method, and no body where none was sent', async () => {
    expect(await ask('/v1/responses/resp_1', 'DELETE')).toMatchObject({ method: 'DELETE', body: '' });
  });
});
