import { ScanCommand } from '@aws-sdk/client-dynamodb';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KeyTerms } from '../../lambda/access/issue-key.ts';
import { createLimits } from '../../lambda/access/limits.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { errorOf, expectError } from '../support/client-error.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { createManualClock } from '../support/identities.ts';
import { createMemoryLimitStore } from '../support/memory-stores.ts';
import { completion, event, saying, sentBody, textStream } from '../support/openai-wire.ts';
import type { Respond } from '../support/scripted-provider.ts';
import { storedEvents } from '../support/stored-text.ts';

const ASK = {
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user' as const, content: 'Patient Maria Gonzalez needs a letter.' }],
};

/** The provider's own limits, which it tells on each of its answers. */
const THEIRS = {
  'x-ratelimit-limit-requests': '5000',
  'x-ratelimit-remaining-requests': '4999',
  'x-ratelimit-reset-requests': '12ms',
  'x-ratelimit-limit-tokens': '40000',
};

const respond: Respond = (reply, request) => {
  if (sentBody(request)['stream'] === true) {
    reply.head(200, { 'content-type': 'text/event-stream', ...THEIRS });
    reply.end(textStream('Fine.').map(event).join(''));
  } else {
    reply.json(200, completion([saying('Fine.')]), THEIRS);
  }
};

/** Twelve seconds before the end of a minute, ten days before that of a month. */
const START = Date.parse('2026-11-20T09:41:48.000Z');
const clock = createManualClock(START);
const store = createMemoryLimitStore();
const counting = (ports: ResponsesPorts): ResponsesPorts => ({
  ...ports,
  limits: createLimits({ store, clock }),
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ respond, ports: counting });
});
beforeEach(() => clock.advance(START - clock()));
afterAll(() => gateway.close());

const clientWith = async (
  terms: Partial<KeyTerms>,
  options: ConstructorParameters<typeof OpenAI>[0] = {},
): Promise<OpenAI> => gateway.openai({ apiKey: await gateway.issue(terms), ...options });

const limitHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => /^x-ratelimit-|^retry-after|^x-should-retry/.test(name)),
  );

const RATE_LIMITED = {
  as: OpenAI.RateLimitError,
  status: 429,
  type: 'rate_limit_exceeded',
  code: 'rate_limited',
} as const;
const QUOTA_EXCEEDED = { ...RATE_LIMITED, code: 'quota_exceeded' } as const;

describe.each([false, true])('D6, E6: a key with limits, stream: %s', (stream) => {
  const ask = { ...ASK, stream };

  test('each answer tells how many requests are left, and for how long', async () => {
    const client = await clientWith({ requestsPerMinute: 3 });
    for (const remaining of ['2', '1', '0']) {
      const response = await client.chat.completions.create(ask).asResponse();
      expect(await response.text()).toContain('Fine.');
      expect(limitHeaders(response.headers)).toEqual({
        'x-ratelimit-limit-requests': '3',
        'x-ratelimit-remaining-requests': remaining,
        'x-ratelimit-reset-requests': '12s',
        'x-ratelimit-limit-tokens': '40000',
      });
      expect(response.headers.get('access-control-expose-headers')).toContain('x-ratelimit-reset-requests');
    }
  });

  test('one request too many in a minute is a RateLimitError, and nothing is sent or put on record', async () => {
    const client = await clientWith({ requestsPerMinute: 1 });
    await (await client.chat.completions.create(ask).asResponse()).text();
    const [sent, events] = [gateway.provider.requests.length, (await storedEvents(gateway)).length];
    const error = await errorOf(client.chat.completions.create(ask));
    expectError(error, RATE_LIMITED);
    expect(limitHeaders((error as { headers: Headers }).headers)).toEqual({
      'retry-after': '12',
      'x-ratelimit-limit-requests': '1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '12s',
    });
    expect(gateway.provider.requests.length).toBe(sent);
    expect((await storedEvents(gateway)).length).toBe(events);
    expect(gateway.logged).toContainEqual({
      message: 'request_failed',
      fields: {
        requestId: (error as { requestID: string }).requestID as `req_${string}`,
        failure: 'key_rate_limit',
      },
    });
  });

  test('a quota that is used up says so, and that trying again soon is of no use', async () => {
    let calls = 0;
    const counted: typeof fetch = (...given) => {
      calls += 1;
      return fetch(...given);
    };
    const client = await clientWith({ requestsPerMonth: 1 }, { maxRetries: 2, fetch: counted });
    await (await client.chat.completions.create(ask).asResponse()).text();
    const error = await errorOf(client.chat.completions.create(ask));
    expectError(error, QUOTA_EXCEEDED);
    expect(limitHeaders((error as { headers: Headers }).headers)).toEqual({
      'retry-after': String(10 * 86_400 + 14 * 3_600 + 18 * 60 + 12),
      'x-should-retry': 'false',
      'x-ratelimit-limit-requests': '1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '254h18m12s',
    });
    expect(calls).toBe(2);
  });
});

describe('a tenant', () => {
  test('is limited over all of its keys', async () => {
    const terms = { tenantRequestsPerMinute: 1, tenantRequestsPerMonth: 2 };
    const [one, two] = [await clientWith(terms), await clientWith(terms)];
    await one.chat.completions.create(ASK);
    expectError(await errorOf(two.chat.completions.create(ASK)), RATE_LIMITED);
    clock.advance(60_000);
    await two.chat.completions.create(ASK);
    clock.advance(60_000);
    expectError(await errorOf(one.chat.completions.create(ASK)), QUOTA_EXCEEDED);
  });
});

test('E9: the client’s own retry waits as it is told, and then succeeds', async () => {
  clock.advance(11_000);
  const seen: { status: number; retryAfter: string | null }[] = [];
  const watching: typeof fetch = async (...given) => {
    const response = await fetch(...given);
    seen.push({ status: response.status, retryAfter: response.headers.get('retry-after') });
    // Time goes on while the client waits.
    if (response.status === 429) clock.advance(1_000);
    return response;
  };
  const client = await clientWith({ requestsPerMinute: 1 }, { maxRetries: 1, fetch: watching });
  await client.chat.completions.create(ASK);
  const { choices } = await client.chat.completions.create(ASK);
  expect(choices[0]?.message.content).toBe('Fine.');
  expect(seen).toEqual([
    { status: 200, retryAfter: null },
    { status: 429, retryAfter: '1' },
    { status: 200, retryAfter: null },
  ]);
});

test('a key without limits is counted nowhere, and hears of the provider’s limits', async () => {
  const before = store.faults.calls;
  const { response } = await gateway.openai().chat.completions.create(ASK).withResponse();
  expect(limitHeaders(response.headers)).toEqual(THEIRS);
  expect(store.faults.calls).toBe(before);
});

test('what was refused for other reasons before is not counted, what was admitted is', async () => {
  const before = store.faults.calls;
  const auditor = await clientWith({ role: 'auditor', requestsPerMinute: 5 });
  expect(await errorOf(auditor.chat.completions.create(ASK))).toBeInstanceOf(OpenAI.PermissionDeniedError);
  expect(store.faults.calls).toBe(before);
  const clinician = await clientWith({ requestsPerMinute: 1 });
  const wrong = { ...ASK, messages: [] };
  expect(await errorOf(clinician.chat.completions.create(wrong))).toBeInstanceOf(OpenAI.BadRequestError);
  expectError(await errorOf(clinician.chat.completions.create(ASK)), RATE_LIMITED);
});

describe('C4: the text-only dialect', () => {
  test.each([
    [{ requestsPerMinute: 1 }, 'rate_limited', '12'],
    [{ requestsPerMonth: 1 }, 'quota_exceeded', '915492'],
  ])('%j gives the same 429', async (terms, code, retryAfter) => {
    const headers = {
      authorization: '',
      'x-compliantchatgpt-key': await gateway.issue(terms),
      'x-openai-key': 'sk-callers-own-key-0123456789',
    };
    const first = await gateway.post({ messages: ASK.messages }, headers);
    expect(await first.json()).toEqual({ content: 'Fine.' });
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    const sent = gateway.provider.requests.length;
    const second = await gateway.post({ messages: ASK.messages }, headers);
    expect(second.status).toBe(429);
    expect(await second.json()).toMatchObject({ error: { type: 'rate_limit_exceeded', code, param: '' } });
    expect(second.headers.get('retry-after')).toBe(retryAfter);
    expect(gateway.provider.requests.length).toBe(sent);
  });
});

describe('as it is deployed', () => {
  let deployed: TestGateway;
  beforeAll(async () => {
    deployed = await startGateway({ respond });
  });
  afterAll(() => deployed.close());

  test('counts stand in the table of limits, under the key and the tenant', async () => {
    const key = await deployed.issue({ requestsPerMonth: 7, tenantRequestsPerMonth: 9 });
    const { response } = await deployed.openai({ apiKey: key }).chat.completions.create(ASK).withResponse();
    expect(limitHeaders(response.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '7',
      'x-ratelimit-remaining-requests': '6',
    });
    const { Items: items = [] } = await deployed.dynamo.send(
      new ScanCommand({ TableName: process.env[ENVIRONMENT.limitsTable] }),
    );
    const windows = items.map(({ window, requests }) => [
      window?.S?.replace(/\d{4}-\d{2}$/, ''),
      requests?.N,
    ]);
    expect(windows.toSorted()).toEqual([
      [`key#${key.split('_')[2]!}#`, '1'],
      ['tenant#general-hospital#', '1'],
    ]);
  });
});
