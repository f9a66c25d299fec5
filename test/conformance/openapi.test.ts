import { describe, expect, test } from 'vitest';
import { chatOnlyAsWell } from '../support/gateway.ts';
import { completion, echo, event, saying, textStream, tokensIn } from '../support/openai-wire.ts';
import { expectDescribed, objectionsTo } from '../support/openapi.ts';
import { answering, sentResponsesBody } from '../support/responses-wire.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

/** Real answers, held against the document that describes them. */
const { gateway, provider } = serveGateway({
  catalogue: (baseUrl) => {
    const { providers, ...rest } = chatOnlyAsWell(baseUrl);
    // Models that nobody named are then unknown.
    return { ...rest, providers: providers.map(({ passthrough, ...provider }) => provider) };
  },
});

const MODEL = 'gpt-5.4-mini';
const NOTE = 'Patient Jane Roe, MRN 48215733, was seen on 5/4/2026.';
const CHAT = { model: MODEL, messages: [{ role: 'user', content: NOTE }] };
const UNKNOWN = '0'.repeat(32);

const textOnly = { authorization: '', 'x-openai-key': 'sk-of-the-caller-1234' };

const answers = answering(([name]) => `Dear ${name}`);

const streams: Respond = (reply, request) => {
  reply.head(200, { 'content-type': 'text/event-stream' });
  const [name = ''] = tokensIn(request);
  reply.end(textStream('Dear ', name.slice(0, 4), name.slice(4)).map(event).join(''));
};

/** Sends a request to an endpoint as the document writes it, with the ids filled in, and holds the answer against it. */
const send = async (
  endpoint: string,
  {
    body,
    ids = {},
    query = '',
    headers = {},
  }: {
    readonly body?: unknown;
    readonly ids?: Readonly<Record<string, string>>;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> => {
  const [method = '', path = ''] = endpoint.split(' ');
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'none');
  const given = Object.entries({
    authorization: `Bearer ${gateway().key}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  }).filter(([, value]) => value !== '');
  const answer = await fetch(`${gateway().url}${filled}${query}`, {
    method,
    headers: given,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { status } = answer;
  return { status, body: (await expectDescribed(endpoint, answer)) as Readonly<Record<string, unknown>> };
};

describe('answers are as the document says', () => {
  test('chat completions: whole, streamed, and as a text alone', async () => {
    const endpoint = 'POST /v1/chat/completions';
    expect(objectionsTo('ChatCompletionRequest', CHAT)).toEqual([]);
    provider((reply, request) => reply.json(200, completion([saying(`Dear ${tokensIn(request)[0]}`)])));
    expect(await send(endpoint, { body: CHAT })).toMatchObject({ status: 200 });
    const key = await gateway().issue({ vault: 'none' });
    const headers = { ...textOnly, 'x-compliantchatgpt-key': key };
    const asked = { ...CHAT, temperature: 0 };
    expect(objectionsTo('TextOnlyChatRequest', asked)).toEqual([]);
    expect(await send(endpoint, { body: asked, headers })).toMatchObject({
      status: 200,
      body: { content: 'Dear Jane Roe' },
    });
    provider(streams);
    const streamed = await send(endpoint, { body: { ...CHAT, stream: true } });
    expect(streamed).toMatchObject({ status: 200, body: { object: 'chat.completion.chunk' } });
  });

  test('responses: whole, streamed, read again, replayed and deleted', async () => {
    provider(answers);
    const asked = { model: MODEL, input: NOTE, metadata: { ward: '4' } };
    const made = await send('POST /v1/responses', { body: asked });
    const ids = { id: String(made.body['id']) };
    const streamed = await send('POST /v1/responses', { body: { ...asked, stream: true } });
    expect(streamed.body['type']).toBe('response.completed');
    await send('GET /v1/responses/{id}', { ids });
    await send('GET /v1/responses/{id}', { ids, query: '?stream=true&starting_after=2' });
    await send('GET /v1/responses/{id}/input_items', { ids, query: '?limit=1&order=asc' });
    expect(await send('POST /v1/responses/{id}/cancel', { ids })).toMatchObject({ status: 400 });
    expect(await send('DELETE /v1/responses/{id}', { ids })).toMatchObject({ status: 200 });
  });

  test('responses of a provider that has chat alone', async () => {
    provider((reply, request) =>
      sentResponsesBody(request)['stream'] === true
        ? streams(reply, request, 0)
        : reply.json(200, completion([saying('Dear you')])),
    );
    const body = { model: 'chat-only-model', input: NOTE };
    expect(await send('POST /v1/responses', { body })).toMatchObject({ status: 200 });
    expect(await send('POST /v1/responses', { body: { ...body, stream: true } })).toMatchObject({
      body: { type: 'response.completed' },
    });
  });

  test('a conversation from its beginning to its end', async () => {
    const items = [{ role: 'user', content: NOTE }];
    const made = await send('POST /v1/conversations', { body: { items, metadata: { ward: '4' } } });
    const ids = { id: String(made.body['id']) };
    await send('GET /v1/conversations/{id}', { ids });
    await send('POST /v1/conversations/{id}', { ids, body: { metadata: { ward: '5' } } });
    const added = await send('POST /v1/conversations/{id}/items', { ids, body: { items } });
    await send('GET /v1/conversations/{id}/items', { ids });
    const item = { ...ids, item_id: String(added.body['first_id']) };
    await send('GET /v1/conversations/{id}/items/{item_id}', { ids: item });
    await send('DELETE /v1/conversations/{id}/items/{item_id}', { ids: item });
    expect(await send('DELETE /v1/conversations/{id}', { ids })).toMatchObject({ status: 200 });
    expect(await send('GET /v1/conversations/{id}', { ids })).toMatchObject({ status: 404 });
  });

  test.each([
    ['texts', { input: [NOTE, 'Nothing here.'] }],
    ['chat', CHAT],
    ['responses', { model: MODEL, input: [{ role: 'user', content: NOTE }] }],
    ['PHI in a name', { ...CHAT, messages: [{ role: 'user', name: 'jane_roe', content: NOTE }] }],
    [
      'an image',
      {
        model: MODEL,
        input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://x.example/a.png' }] }],
      },
    ],
  ])('the dry run of %s', async (_, body) => {
    expect(objectionsTo('InspectionRequest', body)).toEqual([]);
    expect(await send('POST /v1/phi/inspect', { body })).toMatchObject({ status: 200 });
  });

  test('models, health, and the document itself, which needs no key', async () => {
    await send('GET /v1/models');
    expect(await send('GET /v1/models/{id}', { ids: { id: 'standard' } })).toMatchObject({ status: 200 });
    expect(await send('GET /v1/models/{id}', { ids: { id: 'none' } })).toMatchObject({ status: 404 });
    await send('GET /healthz', { headers: { authorization: '' } });
    const { body } = await send('GET /openapi.json', { headers: { authorization: '' } });
    expect(body).toMatchObject({ openapi: '3.1.1', info: { title: 'Hawthorn' } });
  });
});

describe('errors are as the document says', () => {
  const ENDPOINTS = ['POST /v1/chat/completions', 'POST /v1/responses', 'POST /v1/phi/inspect'];

  test.each(ENDPOINTS)('%s', async (endpoint) => {
    const statusOf = async (...given: Parameters<typeof send>) => (await send(...given)).status;
    const asked = endpoint.endsWith('responses') ? { model: MODEL, input: NOTE } : CHAT;
    provider(echo(() => 'never'));
    expect(await statusOf(endpoint, { body: '{' })).toBe(400);
    expect(await statusOf(endpoint, { body: { ...asked, temperature: 9 } })).toBe(400);
    expect(await statusOf(endpoint, { body: asked, headers: { authorization: '' } })).toBe(401);
    const analyst = { authorization: `Bearer ${await gateway().issue({ role: 'analyst' })}` };
    expect(await statusOf(endpoint, { body: asked, headers: analyst })).toBe(
      endpoint.endsWith('inspect') ? 200 : 403,
    );
    expect(await statusOf(endpoint, { body: { ...asked, model: 'none' } })).toBe(404);
    expect(await statusOf(endpoint, { body: { ...asked, user: 'x'.repeat(5_300_000) } })).toBe(413);
    const limited = { authorization: `Bearer ${await gateway().issue({ requestsPerMonth: 1 })}` };
    await statusOf(endpoint, { body: '{', headers: limited });
    expect(await statusOf(endpoint, { body: asked, headers: limited })).toBe(429);
  });

  test.each(ENDPOINTS.slice(0, 2))('%s, by a provider that fails', async (endpoint) => {
    const asked = endpoint.endsWith('responses') ? { model: MODEL, input: NOTE } : CHAT;
    provider((reply) => reply.json(200, { nonsense: true }));
    expect(await send(endpoint, { body: asked })).toMatchObject({ status: 502 });
    provider((reply) => reply.json(503, {}));
    expect(await send(endpoint, { body: asked })).toMatchObject({ status: 503 });
    provider((reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      reply.end('data: {"broken"\n\n');
    });
    await send(endpoint, { body: { ...asked, stream: true } });
  });

  test('stored state that is not there', async () => {
    for (const endpoint of ['GET /v1/responses/{id}', 'DELETE /v1/conversations/{id}']) {
      const ids = { id: `${endpoint.includes('resp') ? 'resp' : 'conv'}_${UNKNOWN}` };
      expect(await send(endpoint, { ids })).toMatchObject({ status: 404 });
    }
  });
});
