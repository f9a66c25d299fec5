import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import { PROVIDER_KEY } from '../support/gateway.ts';
import { completion, echo, providerError, saying, tokensIn } from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, provider, sent, raw, event, tableItems } = serveGateway();

const OWN_KEY = 'sk-callers-own-key-0123456789';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const BODY = { messages: [{ role: 'user', content: PROMPT }] };

/** A request of this dialect; `undefined` leaves a header out. */
const post = (
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Response> => {
  const all: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-compliantchatgpt-key': gateway().key,
    'x-openai-key': OWN_KEY,
    ...headers,
  };
  const given = new Headers();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) given.set(name, value);
  return fetch(`${gateway().baseURL}/chat/completions`, {
    method: 'POST',
    headers: given,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
};

const failureOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect(Object.values(error).map((value) => typeof value)).toEqual(['string', 'string', 'string', 'string']);
  return [response.status, error['code'], error['param']];
};

describe('C1, C3: keys in two headers, text as the answer', () => {
  test('the answer is the text alone, restored', async () => {
    provider(echo(([name, id]) => `Dear ${name} (${id})`));
    const response = await post(BODY);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ content: 'Dear Maria Gonzalez (123-45-6789)' });
    expect(response.headers.get('x-hawthorn-phi')).toBe('NAME=1, ID=1');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(raw()[0]?.body).not.toMatch(/Maria|Gonzalez|123-45-6789/);
  });

  test('the caller’s own key goes to the provider, ours does not', async () => {
    provider(echo(() => 'Fine.'));
    await post(BODY);
    expect(raw()[0]?.headers.authorization).toBe(`Bearer ${OWN_KEY}`);
    const all = JSON.stringify(raw());
    expect(all).not.toContain(PROVIDER_KEY);
    expect(all).not.toContain('hwk_');
  });

  test('a refusal is text too, and no text is an empty one', async () => {
    provider((reply) => reply.json(200, completion([saying(null, { refusal: 'I can’t help with that.' })])));
    expect(await (await post(BODY)).json()).toEqual({ content: 'I can’t help with that.' });
    provider((reply) => reply.json(200, completion([saying(null)])));
    expect(await (await post(BODY)).json()).toEqual({ content: '' });
  });
});

describe('C2: defaults', () => {
  test('as the provider sees them', async () => {
    provider(echo(() => 'Fine.'));
    const messages = ['system', 'user', 'assistant', 'user'].map((role) => ({ role, content: 'Hello' }));
    await post({ messages });
    expect(sent()).toEqual([{ model: 'gpt-3.5-turbo', messages, temperature: 0.7, n: 1, store: false }]);
  });

  test('give way to what was asked', async () => {
    provider(echo(() => 'Fine.'));
    const asked = { model: 'gpt-5.4-mini', temperature: 0, n: 2, max_tokens: 50 };
    await post({ ...asked, messages: [{ role: 'user', content: 'Hello' }] });
    expect(sent()[0]).toMatchObject(asked);
  });
});

describe('C4: errors', () => {
  test.each([
    ['no service key', BODY, { 'x-compliantchatgpt-key': undefined }, [401, 'unauthorized', '']],
    ['an empty service key', BODY, { 'x-compliantchatgpt-key': '' }, [401, 'unauthorized', '']],
    ['an unknown service key', BODY, { 'x-compliantchatgpt-key': 'hwk_live_x' }, [401, 'unauthorized', '']],
    ['no provider key', BODY, { 'x-openai-key': undefined }, [400, 'bad_request', '']],
    ['an empty provider key', BODY, { 'x-openai-key': '' }, [400, 'bad_request', '']],
    ['a provider key that is none', BODY, { 'x-openai-key': 'not a key' }, [400, 'bad_request', '']],
    ['no JSON', '{', {}, [400, 'bad_request', '']],
    ['no messages', {}, {}, [400, 'bad_request', 'messages']],
    ['a stream', { ...BODY, stream: true }, {}, [400, 'bad_request', 'stream']],
  ])('%s', async (_, body, headers, expected) => {
    provider(echo(() => 'Fine.'));
    expect(await failureOf(await post(body, headers))).toEqual(expected);
    expect(raw()).toHaveLength(0);
  });

  test.each([
    [401, [400, 'bad_request', '']],
    [403, [400, 'bad_request', '']],
    [429, [429, 'rate_limited', '']],
    [500, [502, 'provider_error', '']],
  ])('the provider’s %i', async (status, expected) => {
    provider((reply) => reply.json(status, providerError(`Incorrect API key provided: ${OWN_KEY}`)));
    const response = await post(BODY);
    const text = await response.clone().text();
    expect(await failureOf(response)).toEqual(expected);
    expect(text).not.toContain('sk-callers');
  });

  test('the provider’s quota', async () => {
    provider((reply) => reply.json(429, providerError('Quota', { code: 'insufficient_quota' })));
    const response = await post(BODY);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await failureOf(response)).toEqual([429, 'quota_exceeded', '']);
  });
});

describe('C5: nothing is kept', () => {
  /** The tenant's own wrapped key is all that may be there. */
  const expectEmptyVault = async (): Promise<void> => {
    const items = await tableItems(ENVIRONMENT.vaultTable);
    expect(items.map(({ sk }) => sk?.S?.split('#')[0])).toEqual(['KEY']);
  };

  test('no value in the vault, no text in the audit, and the next request knows no token of this one', async () => {
    provider(echo(([name]) => `Dear ${name}`));
    await post(BODY);
    const [name = '', id = ''] = tokensIn(raw()[0]!);
    await expectEmptyVault();
    expect(await event('opened')).not.toHaveProperty('content');
    expect(await event('closed')).not.toHaveProperty('content');
    const audit = JSON.stringify(await tableItems(ENVIRONMENT.auditTable));
    expect(audit).not.toContain(name);
    expect(audit).not.toContain(id);
    expect(audit).not.toMatch(/"bytes":|Maria|Gonzalez|Dear/);
    const response = await post({ messages: [{ role: 'user', content: `Who is ${name}?` }] });
    expect(await response.json()).toEqual({ content: `Dear ${name}` });
  });

  test('also of a refused request', async () => {
    provider(echo(() => 'Fine.'));
    const analyst = await gateway().issue({ role: 'analyst' });
    expect((await post(BODY, { 'x-compliantchatgpt-key': analyst })).status).toBe(403);
    expect(await event('denied')).not.toHaveProperty('content');
    await expectEmptyVault();
  });
});
