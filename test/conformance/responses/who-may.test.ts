import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../../lambda/contract/environment.ts';
import {
  BAD_REQUEST,
  BLOCKED,
  errorOf,
  expectError,
  FORBIDDEN,
  UNAUTHORIZED,
} from '../../support/client-error.ts';
import { PROVIDER_KEY } from '../../support/gateway.ts';
import { answering, sentResponsesBody, tokensInInput } from '../../support/responses-wire.ts';
import { serveGateway } from '../../support/served-gateway.ts';

const { gateway, openai, provider, raw, event, tableItems } = serveGateway();

const MODEL = 'gpt-5.4-mini';
const PROMPT = 'Patient Maria Gonzalez, SSN 123-45-6789, needs a letter.';
const asked = () => raw().map(sentResponsesBody);
const clientOf = async (terms: Parameters<ReturnType<typeof gateway>['issue']>[0]): Promise<OpenAI> =>
  openai({ apiKey: await gateway().issue(terms) });

describe('roles', () => {
  test('an analyst may use models, but not for PHI, old or new', async () => {
    provider(answering(([name]) => `It is ${name}.`));
    const { id } = await openai().responses.create({ model: MODEL, input: PROMPT });
    const talk = await openai().conversations.create({ items: [{ role: 'user', content: PROMPT }] });
    await openai().responses.create({ model: MODEL, input: 'Hello', store: false });
    const analyst = await clientOf({ role: 'analyst' });
    const before = raw().length;
    const refused = async (body: object, param: string): Promise<void> => {
      for (const stream of [false, true]) {
        const error = await errorOf(analyst.responses.create({ model: MODEL, stream, ...body }));
        expectError(error, { ...BLOCKED, param });
      }
    };
    await refused({ input: PROMPT }, 'input');
    await refused({ input: 'And now?', previous_response_id: id }, 'previous_response_id');
    await refused({ input: 'And now?', conversation: talk.id }, 'conversation');
    expect(await event('denied')).toMatchObject({ reason: 'phi_not_allowed', param: 'conversation' });
    expect(raw().length).toBe(before);
    const harmless = await analyst.responses.create({ model: MODEL, input: 'What is asthma?' });
    const more = await analyst.responses.create({
      ...{ model: MODEL, input: 'And what helps?', previous_response_id: harmless.id },
    });
    expect(more.status).toBe('completed');
  });

  test('an auditor may use no model', async () => {
    provider(answering(() => 'Fine.'));
    const auditor = await clientOf({ role: 'auditor' });
    expectError(await errorOf(auditor.responses.create({ model: MODEL, input: 'Hello' })), FORBIDDEN);
    expect(raw()).toEqual([]);
  });

  test('nobody without a key may, and none of another dialect', async () => {
    provider(answering(() => 'Fine.'));
    const nobody = openai({ apiKey: 'hwk_test_nobody_nothing' });
    expectError(await errorOf(nobody.responses.create({ model: MODEL, input: 'Hello' })), UNAUTHORIZED);
    const headers = {
      authorization: '',
      'x-compliantchatgpt-key': gateway().key,
      'x-openai-key': 'sk-own-key-01',
    };
    const answer = await gateway().post({ model: MODEL, input: 'Hello' }, headers, '/v1/responses');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        ...{ code: 'bad_request', type: 'invalid_request_error', param: '' },
        message: expect.stringContaining('Authorization: Bearer') as string,
      },
    });
    expect(raw()).toEqual([]);
  });
});

describe('keys', () => {
  test('a provider key of the caller’s own goes out instead of ours', async () => {
    provider(answering(([name]) => `Dear ${name}`));
    const own = openai({ defaultHeaders: { 'x-openai-key': 'sk-callers-own-key' } });
    const first = await own.responses.create({ model: MODEL, input: PROMPT });
    expect(first.output_text).toBe('Dear Maria Gonzalez');
    await openai().responses.create({ model: MODEL, input: 'And now?', previous_response_id: first.id });
    expect(raw().map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sk-callers-own-key',
      `Bearer ${PROVIDER_KEY}`,
    ]);
  });

  test.each([
    [{ max_output_tokens: 5_000 }, 100],
    [{ max_output_tokens: 50 }, 50],
    [{}, 100],
    [{ max_output_tokens: null }, 100],
  ])('D3: a key with a limit of 100 that asks for %j', async (given, sent) => {
    provider(answering(() => 'Fine.'));
    const limited = await clientOf({ maxOutputTokens: 100 });
    for (const stream of [false, true]) {
      await limited.responses.create({ model: MODEL, input: 'Hello', stream, ...given });
    }
    expect(asked().map(({ max_output_tokens }) => max_output_tokens)).toEqual([sent, sent]);
  });

  test('D6: a key with a limit of requests is told of it, and stopped', async () => {
    provider(answering(() => 'Fine.'));
    const limited = await clientOf({ requestsPerMonth: 1 });
    const { response: http } = await limited.responses
      .create({ model: MODEL, input: 'Hello' })
      .withResponse();
    expect(http.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    const error = await errorOf(limited.responses.create({ model: MODEL, input: 'Hello' }));
    expectError(error, {
      ...{ as: OpenAI.RateLimitError, status: 429, type: 'rate_limit_exceeded', code: 'quota_exceeded' },
    });
    expect(raw()).toHaveLength(1);
  });
});

describe('D1, E2: models, tiers and aliases', () => {
  test.each([
    [MODEL, MODEL],
    ['standard', MODEL],
    ['fast-chat', MODEL],
    ['gpt-4.1-nano', 'gpt-4.1-nano'],
  ])('%s', async (model, served) => {
    provider(answering(() => 'Fine.'));
    const answer = await openai().responses.create({ model, input: 'Hello' });
    expect(asked()[0]?.model).toBe(served);
    expect(answer.model).toBe('gpt-5.4-mini-2026-03-17');
    expect(await event('opened')).toMatchObject({ endpoint: 'responses', modelAsked: model });
    expect(await event('closed')).toMatchObject({
      ...{ provider: 'openai', modelServed: 'gpt-5.4-mini-2026-03-17', outcome: 'completed' },
      ...{ finishReasons: ['completed'], usage: { promptTokens: 31, completionTokens: 12 } },
    });
  });

  test('a name that nobody configured', async () => {
    provider(answering(() => 'Fine.'));
    const error = await errorOf(openai().responses.create({ model: 'no such model', input: 'Hello' }));
    expectError(error, {
      ...{ as: OpenAI.NotFoundError, status: 404, type: 'not_found_error' },
      ...{ code: 'model_not_found', param: 'model' },
    });
  });
});

describe('C5: a key that keeps nothing', () => {
  test('gets its answers, and nothing of them rests anywhere', async () => {
    provider(answering(([name, id]) => `${name}: ${id}`));
    const states = await tableItems(ENVIRONMENT.stateTable);
    const vault = await tableItems(ENVIRONMENT.vaultTable);
    const nothing = await clientOf({ vault: 'none' });
    for (const stream of [false, true]) {
      const answer = stream
        ? await nothing.responses.stream({ model: MODEL, input: PROMPT }).finalResponse()
        : await nothing.responses.create({ model: MODEL, input: PROMPT });
      expect(answer).toMatchObject({ output_text: 'Maria Gonzalez: 123-45-6789', store: false });
      expect(await event('closed')).not.toHaveProperty('content');
      expect(await event('opened')).not.toHaveProperty('content');
      await expect(nothing.responses.retrieve(answer.id)).rejects.toMatchObject({
        status: expect.any(Number) as number,
      });
    }
    expect(await tableItems(ENVIRONMENT.stateTable)).toEqual(states);
    expect(await tableItems(ENVIRONMENT.vaultTable)).toEqual(vault);
    expect(asked().map(({ include }) => include)).toEqual([undefined, undefined]);
  });

  test('and clear words where it asks for what was kept or is to be', async () => {
    provider(answering(() => 'Fine.'));
    const nothing = await clientOf({ vault: 'none' });
    const { id } = await openai().responses.create({ model: MODEL, input: 'Hello' });
    const { id: conversation } = await openai().conversations.create();
    const before = raw().length;
    const refused = async (body: object, param: string): Promise<void> => {
      const error = await errorOf(nothing.responses.create({ model: MODEL, input: 'Hello', ...body }));
      expectError(error, { ...BAD_REQUEST, param });
      expect((error as Error).message).toContain('keeps nothing');
    };
    await refused({ store: true }, 'store');
    await refused({ previous_response_id: id }, 'previous_response_id');
    await refused({ conversation }, 'conversation');
    await refused({ input: [{ type: 'item_reference', id: 'msg_0' }] }, 'input');
    expect(raw().length).toBe(before);
  });
});

describe.each([false, true])('A9, B3, B5: the audit, stream: %s', (stream) => {
  test('holds request and answer in tokens, opened before the provider is asked', async () => {
    let before: unknown;
    provider(async (reply, request, index) => {
      before = await event('opened');
      await answering(([name, id]) => `${name}: ${id}`)(reply, request, index);
    });
    const body = { model: MODEL, input: PROMPT, stream, instructions: 'For Maria Gonzalez.' };
    const http = await gateway().post(body, {}, '/v1/responses');
    expect(await http.text()).toContain('Maria Gonzalez: 123-45-6789');
    const [opened, closed] = [await event('opened'), await event('closed')];
    expect(before).toEqual(opened);
    const [name = '', id = ''] = tokensInInput(raw()[0]!);
    expect(opened).toMatchObject({
      ...{ requestId: http.headers.get('x-request-id'), tenant: 'general-hospital', role: 'clinician' },
      ...{ endpoint: 'responses', streamed: stream, phi: { NAME: 1, ID: 1 }, mediaParts: 0 },
    });
    expect(JSON.parse(opened.content!)).toMatchObject({
      ...{ input: `Patient ${name}, SSN ${id}, needs a letter.`, instructions: `For ${name}.` },
    });
    expect(JSON.parse(closed.content!)).toMatchObject({ 'output[0].content[0].text': `${name}: ${id}` });
    expect(JSON.stringify([opened, closed])).not.toMatch(/Maria|Gonzalez|123-45/);
  });
});
