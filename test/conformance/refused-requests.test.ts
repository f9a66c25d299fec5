import { gzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { BAD_REQUEST, BLOCKED, errorOf, expectError, UNAUTHORIZED } from '../support/client-error.ts';
import { echo, sentBody, tokensIn } from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, raw, event } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const ask = (content: string) => ({ model: MODEL, messages: [{ role: 'user' as const, content }] });

/** Sends bytes of our own through the official client. */
const sending = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
  const replaced: typeof fetch = (url, init) => {
    const all = new Headers(init?.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return fetch(url, { ...init, body, headers: all });
  };
  return errorOf(openai({ fetch: replaced }).chat.completions.create(ask('Hello')));
};

const message = (fields: object) => JSON.stringify({ model: MODEL, messages: [fields] });

describe('D6, E6: 400, with the field at fault', () => {
  test.each([
    ['no model', { messages: [{ role: 'user', content: 'Hi' }] }, 'model'],
    ['model of a wrong type', { ...ask('Hi'), model: 7 }, 'model'],
    ['no messages', { model: MODEL }, 'messages'],
    ['messages that are text', { model: MODEL, messages: 'Hi' }, 'messages'],
    ['no message', { model: MODEL, messages: [] }, 'messages'],
    ['a message that is text', { model: MODEL, messages: ['Hi'] }, 'messages[0]'],
    ['a message without a role', { model: MODEL, messages: [{ content: 'Hi' }] }, 'messages[0].role'],
    ['D4: temperature above 2', { ...ask('Hi'), temperature: 2.1 }, 'temperature'],
    ['D4: temperature below 0', { ...ask('Hi'), temperature: -0.1 }, 'temperature'],
    ['temperature as text', { ...ask('Hi'), temperature: '1' }, 'temperature'],
    ['top_p above 1', { ...ask('Hi'), top_p: 1.5 }, 'top_p'],
    ['n of zero', { ...ask('Hi'), n: 0 }, 'n'],
    ['max_tokens of zero', { ...ask('Hi'), max_tokens: 0 }, 'max_tokens'],
    [
      'max_completion_tokens with a fraction',
      { ...ask('Hi'), max_completion_tokens: 1.5 },
      'max_completion_tokens',
    ],
    ['penalties beyond 2', { ...ask('Hi'), presence_penalty: 3 }, 'presence_penalty'],
    ['stream as text', { ...ask('Hi'), stream: 'true' }, 'stream'],
    ['stop with a number in it', { ...ask('Hi'), stop: ['a', 1] }, 'stop[1]'],
    ['tools that are an object', { ...ask('Hi'), tools: {} }, 'tools'],
    ['metadata with a number', { ...ask('Hi'), metadata: { 'Maria Gonzalez': 1 } }, 'metadata.*'],
    ['an unknown role', { model: MODEL, messages: [{ role: 'wizard', content: 'Hi' }] }, 'messages[0].role'],
    [
      'an unknown kind of part',
      { model: MODEL, messages: [{ role: 'user', content: [{ type: 'hologram', data: 'x' }] }] },
      'messages[0].content[0].type',
    ],
    ['an unknown kind of tool', { ...ask('Hi'), tools: [{ type: 'psychic' }] }, 'tools[0].type'],
    [
      'an unknown response format',
      { ...ask('Hi'), response_format: { type: 'song' } },
      'response_format.type',
    ],
  ])('%s', async (_, body, param) => {
    provider(echo(() => 'Fine.'));
    expectError(await sending(JSON.stringify(body)), { ...BAD_REQUEST, param });
    expect(raw()).toHaveLength(0);
  });

  test.each([
    ['no JSON', '{"model": "gpt-5.4-mini", '],
    ['nothing', ''],
    ['a list', '[]'],
    ['text', '"Hi"'],
    ['a key twice', `{"model":"${MODEL}","messages":[],"messages":[{"role":"user","content":"Hi"}]}`],
    [
      'a key twice, once escaped',
      `{"model":"${MODEL}","messages":[{"role":"user","content":"a","c\\u006fntent":"b"}]}`,
    ],
    ['half a surrogate pair', message({ role: 'user', content: 'x' }).replace('"x"', '"\\ud83c"')],
    ['half a pair as a key', message({ role: 'user', content: 'x' }).replace('"content"', '"c\\udfe5"')],
    ['a key that would be a prototype', message({ role: 'user' }).replace('"role"', '"__proto__":{},"role"')],
    [
      'nesting without end',
      message({ role: 'user', content: 'x' }).replace('"x"', '['.repeat(999) + ']'.repeat(999)),
    ],
    ['bytes that are no UTF-8', Buffer.from(message({ role: 'user', content: 'é' }), 'latin1')],
  ])('a body of %s', async (_, body) => {
    provider(echo(() => 'Fine.'));
    expectError(await sending(body), BAD_REQUEST);
    expect(raw()).toHaveLength(0);
  });

  test('compressed bodies and other content types', async () => {
    provider(echo(() => 'Fine.'));
    const body = JSON.stringify(ask('Hi'));
    expectError(await sending(gzipSync(body), { 'content-encoding': 'gzip' }), BAD_REQUEST);
    expectError(await sending(body, { 'content-type': 'text/plain' }), BAD_REQUEST);
    expectError(await sending(body, { 'content-type': 'application/jsonp' }), BAD_REQUEST);
    expectError(await sending(body, { 'x-hawthorn-session': 'x'.repeat(257) }), BAD_REQUEST);
    expect(raw()).toHaveLength(0);
  });

  test('413: a body that no function can be handed', async () => {
    provider(echo(() => 'Fine.'));
    const error = await sending(JSON.stringify(ask('a'.repeat(7 * 1_048_576))));
    expectError(error, {
      as: OpenAI.APIError,
      status: 413,
      type: 'invalid_request_error',
      code: 'request_too_large',
    });
  });
});

describe('E6: 401 and 404', () => {
  test.each([
    ['none', ''],
    ['another scheme', 'Basic aHdrOng='],
    ['a key of a provider', 'Bearer sk-proj-abcdefghijklmnopqrstuvwxyz'],
    ['an unknown key', `Bearer hwk_test_${'a'.repeat(16)}_${'b'.repeat(43)}`],
  ])('authorization: %s', async (_, authorization) => {
    provider(echo(() => 'Fine.'));
    expectError(await sending(JSON.stringify(ask('Hi')), { authorization }), UNAUTHORIZED);
    expect(raw()).toHaveLength(0);
  });

  test('a key with one character changed', async () => {
    const { key } = gateway();
    const changed = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    expectError(await errorOf(openai({ apiKey: changed }).models.list()), UNAUTHORIZED);
  });

  test('a model that leads nowhere', async () => {
    const error = await errorOf(openai().chat.completions.create({ ...ask('Hi'), model: 'no such model' }));
    expectError(error, {
      as: OpenAI.NotFoundError,
      status: 404,
      type: 'not_found_error',
      code: 'model_not_found',
      param: 'model',
    });
  });

  test('routes that we do not scrub do not exist', async () => {
    const client = openai();
    const notFound = { as: OpenAI.NotFoundError, status: 404, type: 'not_found_error', code: 'not_found' };
    expectError(await errorOf(client.embeddings.create({ model: MODEL, input: 'Hi' })), notFound);
    expectError(await errorOf(client.completions.create({ model: MODEL, prompt: 'Hi' })), notFound);
    expectError(await errorOf(client.chat.completions.list()), notFound);
  });
});

describe('A8: roles', () => {
  test('an analyst may ask, but not about anybody', async () => {
    provider(echo(() => 'Rest.'));
    const analyst = openai({ apiKey: await gateway().issue({ role: 'analyst' }) });
    const { choices } = await analyst.chat.completions.create(ask('What helps against a cold?'));
    expect(choices[0]?.message.content).toBe('Rest.');
    const create = (content: string) =>
      analyst.chat.completions.create({
        model: MODEL,
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'user', content },
        ],
      });
    const error = await errorOf(create('Is patient Maria Gonzalez well?'));
    expectError(error, { ...BLOCKED, param: 'messages[1].content' });
    const headers: unknown = error instanceof OpenAI.APIError ? error.headers : undefined;
    expect(headers instanceof Headers && headers.get('x-hawthorn-phi')).toBe('NAME=1');
    expect(raw()).toHaveLength(1);
    expect(await event('denied')).toMatchObject({
      role: 'analyst',
      reason: 'phi_not_allowed',
      param: 'messages[1].content',
      phi: { NAME: 1 },
    });
  });

  test('an auditor may ask nothing', async () => {
    provider(echo(() => 'Rest.'));
    const auditor = openai({ apiKey: await gateway().issue({ role: 'auditor' }) });
    expectError(await errorOf(auditor.chat.completions.create(ask('Hi'))), { ...BLOCKED, code: 'forbidden' });
    expect(raw()).toHaveLength(0);
  });
});

describe('403: what cannot be scrubbed is not sent', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  const sound = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
  const file = { type: 'file', file: { filename: 'maria.pdf', file_data: 'AAAA' } };
  test.each([
    ['an image', image, 'image_url'],
    ['a sound', sound, 'input_audio'],
    ['a file', file, 'file'],
  ])('%s', async (_, part, field) => {
    provider(echo(() => 'Fine.'));
    const content = [{ type: 'text', text: 'Look at patient Maria Gonzalez.' }, part];
    const error = await sending(message({ role: 'user', content }));
    expectError(error, { ...BLOCKED, param: `messages[0].content[1].${field}` });
    expect(raw()).toHaveLength(0);
    const denied = await event('denied');
    expect(denied.reason).toBe('media_blocked');
    expect(JSON.stringify(denied)).not.toMatch(/Maria|Gonzalez|AAAA/);
  });

  test.each([
    [
      'a tool’s name',
      { tools: [{ type: 'function', function: { name: 'mail_maria@example.com' } }] },
      'tools[0].function.name',
    ],
    [
      'a schema’s property',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'x', schema: { properties: { '123-45-6789': {} } } },
        },
      },
      'response_format.json_schema.schema.properties.*',
    ],
    ['a key of metadata', { metadata: { 'maria@example.com': 'x' } }, 'metadata.*'],
    ['the model’s name', { model: 'mail-maria@example.com' }, undefined],
  ])('PHI in %s', async (_, fields, param) => {
    provider(echo(() => 'Fine.'));
    const error = await sending(JSON.stringify({ ...ask('Hi'), ...fields }));
    if (param === undefined) expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    else expectError(error, { ...BLOCKED, param });
    expect(raw()).toHaveLength(0);
  });

  test('an id of the caller’s that holds PHI is replaced, alike in both places', async () => {
    provider(echo(() => 'Fine.'));
    const id = 'call_maria@example.com';
    const call = { id, type: 'function', function: { name: 'find', arguments: '{}' } };
    await gateway().post({
      model: MODEL,
      messages: [
        { role: 'user', content: 'Find her.' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: id, content: 'Found.' },
      ],
    });
    const [, assistant, tool] = sentBody(raw()[0]!).messages;
    expect(tool?.['tool_call_id']).toMatch(/^call_[0-9a-f]{24}$/);
    expect(assistant).toHaveProperty('tool_calls[0].id', tool?.['tool_call_id']);
    expect(tokensIn(raw()[0]!)).toEqual([]);
  });
});
