import { beforeAll, describe, expect, test } from 'vitest';
import { setPolicy } from '../../lambda/access/set-policy.ts';
import { createDynamoPolicyStore } from '../../lambda/aws/dynamo-policy-store.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { InspectionReport } from '../../lambda/gateway/inspection/report.ts';
import {
  BAD_REQUEST,
  BLOCKED,
  errorOf,
  expectError,
  FORBIDDEN,
  UNAUTHORIZED,
} from '../support/client-error.ts';
import { chatOnlyAsWell } from '../support/gateway.ts';
import { GOING_ON, tenantNamed } from '../support/identities.ts';
import { echo, tokensOf } from '../support/openai-wire.ts';
import { answering } from '../support/responses-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

const { gateway, openai, provider, raw, event, tableItems } = serveGateway({ catalogue: chatOnlyAsWell });

const MODEL = 'gpt-5.4-mini';
const NOTE = '👩🏽‍⚕️ Patient Jane Roe, MRN 48215733, was seen on 5/4/2026; Jane is 67 years old.';
const STRICT = tenantNamed('strict-clinic');

const inspect = (body: object, client = openai()): Promise<InspectionReport> =>
  client.post('/phi/inspect', { body });

const never = (): void => provider(echo(() => 'never'));

beforeAll(async () => {
  const { dynamo, ports } = gateway();
  const store = createDynamoPolicyStore(dynamo, process.env[ENVIRONMENT.keysTable] ?? '');
  const policy = { actions: { DATE: 'keep', ID: 'block' } };
  const change = { tenant: STRICT, policy, changedBy: 'the test' };
  await setPolicy({ store, audit: ports.audit, clock: Date.now }, change, GOING_ON);
});

/** All kinds of fields, and values that are related to each other. */
const CHAT = {
  model: MODEL,
  user: 'jane.roe',
  max_tokens: 300,
  metadata: { ward: 'Patient Jane Roe' },
  messages: [
    { role: 'system', content: 'You help Dr. Alan Pike.' },
    { role: 'user', content: [{ type: 'text', text: NOTE }] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '{"name":"Jane Roe"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '{"dob": "03/14/1962", "phone": "415-555-0134"}' },
    { role: 'user', content: 'When was Roe seen, 3 days before 5/7/2026?' },
  ],
  tools: [
    { type: 'function', function: { name: 'look_up', description: 'Used for Jane Roe', parameters: {} } },
  ],
  new_parameter: { note: 'call 415-555-0134' },
};

const RESPONSES = {
  model: MODEL,
  instructions: 'You help Dr. Alan Pike.',
  safety_identifier: 'jane.roe',
  input: [
    { role: 'user', content: [{ type: 'input_text', text: NOTE }] },
    { type: 'function_call', call_id: 'call_1', name: 'look_up', arguments: '{"name":"Jane Roe"}' },
    { type: 'function_call_output', call_id: 'call_1', output: '{"dob": "03/14/1962"}' },
    { role: 'user', content: 'Write to Roe.' },
  ],
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'letter', schema: { type: 'object', description: 'To Jane Roe' } },
  },
};

describe('texts', () => {
  test('each is answered with its findings and as it would go out', async () => {
    never();
    const input = [NOTE, 'Which doses of aspirin are usual?', '{"mrn": "48215733"}'];
    const report = await inspect({ input });
    expect(report).toMatchObject({
      object: 'phi.inspection',
      kind: 'texts',
      decision: { action: 'proceed' },
      counts: { kept: {}, blocked: {} },
      degraded: false,
      provider: null,
      provider_body: null,
    });
    expect(report.results.map(({ path }) => path)).toEqual(['input[0]', 'input[1]', 'input[2]']);
    for (const [index, { tokenised, spans }] of report.results.entries()) {
      const tokens = spans.flatMap(({ token }) => token ?? []);
      expect(tokensOf(tokenised ?? '')).toEqual(tokens);
      const pieces = spans.flatMap(({ start, end, token }) =>
        token === null ? [] : [[start, end] as const],
      );
      expect(pieces.every(([start, end]) => input[index]!.slice(start, end).trim() !== '')).toBe(true);
    }
    const [first, second, third] = report.results;
    const pointedAt = first!.spans.map(({ start, end, type }) => [type, NOTE.slice(start, end)]);
    expect(pointedAt).toEqual(
      expect.arrayContaining([
        ['NAME', 'Jane Roe'],
        ['ID', '48215733'],
        ['DATE', '5/4/2026'],
      ]),
    );
    expect(second).toEqual({ path: 'input[1]', kind: 'text', tokenised: input[1], spans: [] });
    expect(third!.spans.map(({ start, end }) => input[2]!.slice(start, end))).toEqual(['48215733']);
    expect(raw()).toEqual([]);
  });

  test('one text has one result; over bare HTTP with the headers of any answer', async () => {
    never();
    const answer = await gateway().post({ input: 'Patient Jane Roe' }, {}, '/v1/phi/inspect');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-hawthorn-phi')).toBe('NAME=1');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    const { results } = (await answer.json()) as InspectionReport;
    expect(results).toMatchObject([
      { path: 'input', tokenised: expect.stringMatching(/^Patient NAME_/) as string },
    ]);
  });

  test('the answer holds nothing of what was replaced', async () => {
    never();
    const answer = await gateway().post(CHAT, {}, '/v1/phi/inspect');
    expect(await answer.text()).not.toMatch(/Jane|Roe|Pike|48215733|5\/4\/2026|415-555/i);
  });
});

describe('the body of a request', () => {
  test('chat: to the letter what a real request then sends', async () => {
    provider(echo(() => 'Done.'));
    const report = await inspect(CHAT);
    expect(report).toMatchObject({
      kind: 'chat.completions',
      decision: { action: 'proceed' },
      provider: { name: 'openai', model: MODEL, path: '/chat/completions' },
    });
    expect(raw()).toEqual([]);
    const answer = await gateway().post(CHAT);
    expect(answer.status).toBe(200);
    expect(raw().map(({ body }) => body)).toEqual([JSON.stringify(report.provider_body)]);
    expect(answer.headers.get('x-hawthorn-phi')).toBe(
      Object.entries(report.counts.replaced)
        .map(([type, count]) => `${type}=${count}`)
        .join(', '),
    );
  });

  test.each([
    ['responses', MODEL, '/responses'],
    ['responses, for a provider that has chat alone', 'chat-only-model', '/chat/completions'],
  ])('%s: to the letter what a real request then sends', async (_, model, path) => {
    const asked = { ...RESPONSES, model };
    if (path === '/responses') provider(answering(() => 'Done.'));
    else provider(echo(() => 'Done.'));
    const report = await inspect(asked);
    expect(report).toMatchObject({ kind: 'responses', provider: { path } });
    expect(raw()).toEqual([]);
    const answer = await gateway().post(asked, {}, '/v1/responses');
    expect(answer.status).toBe(200);
    expect(raw().map(({ body }) => body)).toEqual([JSON.stringify(report.provider_body)]);
  });

  test('streams, sessions and fields by their own paths', async () => {
    provider(echo(() => 'Done.'));
    const headers = { 'x-hawthorn-session': 'ward 4' };
    const dry = await gateway().post({ ...RESPONSES, stream: true }, headers, '/v1/phi/inspect');
    const report = (await dry.json()) as InspectionReport;
    expect(report.results.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'input[0].content[0].text',
        'input[1].arguments',
        'response_format.json_schema.schema.description',
        'safety_identifier',
      ]),
    );
    const other = await inspect({ ...RESPONSES, stream: true });
    expect(tokensOf(JSON.stringify(other.results))).not.toEqual(tokensOf(JSON.stringify(report.results)));
    provider(answering(() => 'Done.'));
    await (await gateway().post({ ...RESPONSES, stream: true }, headers, '/v1/responses')).text();
    expect(raw().map(({ body }) => body)).toEqual([JSON.stringify(report.provider_body)]);
  });
});

describe('the decision', () => {
  test('is that of the policy: blocked types refuse, kept ones stay', async () => {
    never();
    const client = openai({ apiKey: await gateway().issue({ tenant: STRICT }) });
    const report = await inspect({ model: MODEL, messages: [{ role: 'user', content: NOTE }] }, client);
    expect(report).toMatchObject({
      decision: {
        action: 'refuse',
        status: 403,
        error: { code: 'dlp_blocked', type: 'permission_error', param: 'messages[0].content' },
      },
      counts: { kept: { DATE: 1 }, blocked: { ID: 1 } },
      provider: null,
      provider_body: null,
    });
    expect(report.results[0]?.spans).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'DATE', action: 'keep', rule: 'action', token: null }),
        expect.objectContaining({ type: 'ID', action: 'block', rule: 'action' }),
      ]),
    );
    expectError(
      await errorOf(
        client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: NOTE }] }),
      ),
      { ...BLOCKED, param: 'messages[0].content' },
    );
    expect(raw()).toEqual([]);
  });

  test('tells a role that may not send PHI just that; one that may use no models is refused', async () => {
    never();
    const analyst = openai({ apiKey: await gateway().issue({ role: 'analyst' }) });
    const auditor = openai({ apiKey: await gateway().issue({ role: 'auditor' }) });
    expect(await inspect({ input: NOTE }, analyst)).toMatchObject({
      decision: { action: 'refuse', error: { code: 'dlp_blocked', param: 'input' } },
    });
    expect(await inspect({ input: 'Hello.' }, analyst)).toMatchObject({ decision: { action: 'proceed' } });
    expectError(await errorOf(inspect({ input: NOTE }, auditor)), FORBIDDEN);
  });

  test('tells of what can’t be rewritten by its path alone', async () => {
    never();
    const messages = [{ role: 'user', name: 'jane.roe@example.com', content: 'Hello.' }];
    const report = await inspect({ model: MODEL, messages });
    expect(report.decision).toMatchObject({ action: 'refuse', error: { param: 'messages[0].name' } });
    expect(report.results).toContainEqual({
      path: 'messages[0].name',
      kind: 'fixed',
      tokenised: null,
      spans: [],
    });
    expect(JSON.stringify(report)).not.toContain('jane');
  });
});

describe('what is on record', () => {
  test('that it was looked into, without a text; and no value is kept', async () => {
    never();
    const stored = async () =>
      Promise.all([tableItems(ENVIRONMENT.vaultTable), tableItems(ENVIRONMENT.stateTable)]);
    const before = await stored();
    await inspect({ ...CHAT, messages: [{ role: 'user', content: 'Patient Quentin Abernathy' }] });
    const recorded = await event('inspected');
    expect(recorded).toMatchObject({
      kind: 'inspected',
      body: 'chat.completions',
      modelAsked: MODEL,
      decision: 'proceed',
      payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(recorded).not.toHaveProperty('content');
    expect(JSON.stringify(recorded)).not.toMatch(/Abernathy|NAME_/);
    expect(await stored()).toEqual(before);
    expect(raw()).toEqual([]);
  });
});

describe('what is refused as a real request would be', () => {
  test.each([
    ['a message of an unknown kind', { model: MODEL, messages: [{ role: 'wizard' }] }, 'messages[0].role'],
    ['items without a model', { input: [{ role: 'user', content: 'Hi' }] }, 'model'],
    ['nothing', {}, 'model'],
    [
      'an earlier response',
      { model: MODEL, input: 'Hi', previous_response_id: `resp_${'0'.repeat(32)}` },
      'previous_response_id',
    ],
    ['a conversation', { model: MODEL, input: 'Hi', conversation: `conv_${'0'.repeat(32)}` }, 'conversation'],
    ['an item by its id', { model: MODEL, input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input'],
  ])('%s', async (_, body, param) => {
    never();
    expectError(await errorOf(inspect(body)), { ...BAD_REQUEST, param });
    expect(raw()).toEqual([]);
  });

  test('no key', async () => {
    expectError(await errorOf(inspect({ input: 'Hi' }, openai({ apiKey: 'hwk_test_none' }))), UNAUTHORIZED);
  });
});
