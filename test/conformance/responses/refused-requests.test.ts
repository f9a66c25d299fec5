import { describe, expect, test } from 'vitest';
import { BAD_REQUEST, BLOCKED, errorOf, expectError } from '../../support/client-error.ts';
import { answering } from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider, raw, event } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const HELLO = { model: MODEL, input: 'Hello' };

/** Sends a body of our own through the official client. */
const sending = (body: string) => {
  const replaced: typeof fetch = (url, init) => fetch(url, { ...init, body });
  return errorOf(openai({ fetch: replaced }).responses.create(HELLO));
};

const items = (...input: readonly unknown[]) => ({ model: MODEL, input });

describe('D6, E6: 400, with the field at fault', () => {
  test.each<[string, object, string]>([
    ['no model', { input: 'Hi' }, 'model'],
    ['model of a wrong type', { ...HELLO, model: 7 }, 'model'],
    ['no input', { model: MODEL }, 'input'],
    ['an empty list for input', { model: MODEL, input: [] }, 'input'],
    ['input of a wrong type', { model: MODEL, input: 7 }, 'input'],
    ['an item that is text', items('Hi'), 'input[0]'],
    ['an item of no kind', items({ content: 'Hi' }), 'input[0].type'],
    [
      'an item of an unknown kind',
      items({ role: 'user', content: 'x' }, { type: 'hologram' }),
      'input[1].type',
    ],
    ['a message of an unknown role', items({ role: 'wizard', content: 'Hi' }), 'input[0].role'],
    [
      'a part of an unknown kind',
      items({
        role: 'user',
        content: [
          { type: 'input_text', text: 'x' },
          { type: 'smell', data: 'x' },
        ],
      }),
      'input[0].content[1].type',
    ],
    [
      'a part of an unknown kind in a tool’s output',
      items({ type: 'function_call_output', call_id: 'call_1', output: [{ type: 'smell' }] }),
      'input[0].output[0].type',
    ],
    ['an unknown kind of tool', { ...HELLO, tools: [{ type: 'psychic' }] }, 'tools[0].type'],
    ['a tool without a kind', { ...HELLO, tools: [{ name: 'x' }] }, 'tools[0].type'],
    ['an unknown format', { ...HELLO, text: { format: { type: 'song' } } }, 'text.format.type'],
    [
      'an unknown format of the chat shape',
      { ...HELLO, response_format: { type: 'song' } },
      'response_format.type',
    ],
    ['work in the background', { ...HELLO, background: true }, 'background'],
    ['temperature above 2', { ...HELLO, temperature: 2.1 }, 'temperature'],
    ['top_p above 1', { ...HELLO, top_p: 1.5 }, 'top_p'],
    ['top_logprobs above 20', { ...HELLO, top_logprobs: 21 }, 'top_logprobs'],
    ['max_output_tokens of zero', { ...HELLO, max_output_tokens: 0 }, 'max_output_tokens'],
    ['stream as text', { ...HELLO, stream: 'true' }, 'stream'],
    ['store as text', { ...HELLO, store: 'no' }, 'store'],
    ['instructions that are a list', { ...HELLO, instructions: ['x'] }, 'instructions'],
    ['metadata with a number', { ...HELLO, metadata: { 'Maria Gonzalez': 1 } }, 'metadata.*'],
    ['a previous response that is no text', { ...HELLO, previous_response_id: 7 }, 'previous_response_id'],
    ['a conversation without an id', { ...HELLO, conversation: {} }, 'conversation.id'],
  ])('%s', async (_, body, param) => {
    provider(answering(() => 'Fine.'));
    const error = await sending(JSON.stringify(body));
    expectError(error, { ...BAD_REQUEST, param });
    expect(raw()).toHaveLength(0);
  });

  test.each([
    ['no JSON', '{"model": "gpt-5.4-mini", '],
    ['nothing', ''],
    ['a list', '[]'],
    ['a key twice', `{"model":"${MODEL}","input":"a","input":"b"}`],
    [
      'a key twice, once escaped',
      `{"model":"${MODEL}","input":[{"role":"user","content":"a","c\\u006fntent":"b"}]}`,
    ],
    ['half a surrogate pair', `{"model":"${MODEL}","input":"\\ud83c"}`],
    ['a key that would be a prototype', `{"model":"${MODEL}","input":"a","__proto__":{}}`],
    ['nesting without end', `{"model":"${MODEL}","input":${'['.repeat(999)}${']'.repeat(999)}}`],
  ])('a body of %s', async (_, body) => {
    provider(answering(() => 'Fine.'));
    expectError(await sending(body), BAD_REQUEST);
    expect(raw()).toHaveLength(0);
  });

  test('work in the background, in words that say why', async () => {
    const error = await sending(JSON.stringify({ ...HELLO, background: true }));
    expect((error as Error).message).toContain('background');
  });
});

describe('403: PHI where nothing can be put in its place', () => {
  test.each<[string, object, string]>([
    [
      'the name of a tool',
      { ...HELLO, tools: [{ type: 'function', name: 'patient_john_smith_ssn_123-45-6789' }] },
      'tools[0].name',
    ],
    [
      'the name of a property',
      {
        ...HELLO,
        tools: [{ type: 'function', name: 'find', parameters: { properties: { 'maria@example.com': {} } } }],
      },
      'tools[0].parameters.properties.*',
    ],
    [
      'a grammar',
      {
        ...HELLO,
        tools: [
          {
            ...{ type: 'custom', name: 'write' },
            format: {
              type: 'grammar',
              syntax: 'regex',
              definition: 'maria\\.gonzalez@example\\.com|123-45-6789',
            },
          },
        ],
      },
      'tools[0].format.definition',
    ],
    ['the name of a model', { ...HELLO, model: 'ssn-123-45-6789' }, 'model'],
    ['what to include', { ...HELLO, include: ['maria.gonzalez@example.com'] }, 'include[0]'],
    [
      'a server of tools',
      {
        ...HELLO,
        tools: [{ type: 'mcp', server_label: 'ehr', server_url: 'https://ehr.example/p/123-45-6789' }],
      },
      'tools[0].server_url',
    ],
  ])('%s', async (_, body, param) => {
    provider(answering(() => 'Fine.'));
    const error = await sending(JSON.stringify(body));
    expectError(error, { ...BLOCKED, param });
    expect(JSON.stringify(error)).not.toMatch(/maria|gonzalez|123-45/i);
    expect(raw()).toHaveLength(0);
    const denied = await event('denied');
    expect(denied).toMatchObject({ reason: 'phi_in_fixed_text', modelAsked: '*' });
    expect(denied).not.toHaveProperty('content');
  });
});

test('413: a body that no function can be handed', async () => {
  const http = await gateway().post({ model: MODEL, input: 'a'.repeat(7 * 1_048_576) }, {}, '/v1/responses');
  expect(http.status).toBe(413);
  expect(await http.json()).toMatchObject({ error: { code: 'request_too_large' } });
});
