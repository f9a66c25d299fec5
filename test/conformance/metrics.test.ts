import { beforeEach, describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, STEPS } from '../../lambda/contract/metrics.ts';
import { errorOf } from '../support/client-error.ts';
import { metricsOf } from '../support/emf.ts';
import {
  collected,
  completion,
  delta,
  echo,
  event as frame,
  providerError,
  roleDelta,
  saying,
  textStream,
} from '../support/openai-wire.ts';
import { serveGateway } from '../support/served-gateway.ts';

/** Two models of which the second is asked where the first has no answer. */
const { gateway, openai, provider, event } = serveGateway({
  catalogue: (baseUrl) => ({
    providers: [
      { name: 'openai', baseUrl, auth: 'bearer', keySecret: 'openai', responses: false },
      { name: 'azure', baseUrl, auth: 'api-key', keySecret: 'openai', responses: false },
    ],
    models: [
      { id: 'gpt-5.4-mini', provider: 'openai' },
      { id: 'gpt-5.4', provider: 'azure' },
    ],
    routes: { standard: ['gpt-5.4-mini', 'gpt-5.4'] },
  }),
});

const ASK = {
  model: 'gpt-5.4-mini',
  messages: [
    { role: 'user' as const, content: 'Patient Maria Gonzalez, seen by Dr. Alan Turing, wants a letter.' },
  ],
};
const CHAT = { endpoint: 'chat.completions' };

beforeEach(() => {
  gateway().metricLines.length = 0;
});

const measured = (requests = 1) => metricsOf(gateway().metricLines, requests);

describe('an answer', () => {
  test('tells its outcome, its times, its tokens and what was found', async () => {
    provider((reply) => reply.json(200, completion([saying('Gladly.')])));
    await openai().chat.completions.create(ASK);
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions answered']);
    expect(metrics.sum('PhiFound', { type: 'NAME' })).toBe(2);
    expect(metrics.sum('ProviderTokensIn', CHAT)).toBe(31);
    expect(metrics.sum('ProviderTokensOut', CHAT)).toBe(12);
    expect(metrics.valuesOf('AuditWrite')).toHaveLength(2);
    expect(metrics.sum('SpanCacheHits') + metrics.sum('SpanCacheMisses')).toBeGreaterThan(0);
    expect(metrics.all.map(({ metric }) => metric)).not.toContain('ProviderFailures');
    for (const { namespace, dimensions } of metrics.all) {
      expect([namespace, dimensions['stage']]).toEqual([METRIC_NAMESPACE, 'test']);
    }
  });

  test('takes as long as its steps, of which there are all, in order', async () => {
    provider((reply) => reply.json(200, completion([saying('Gladly.')])));
    await openai().chat.completions.create(ASK);
    const metrics = await measured();
    expect(metrics.steps()).toEqual(STEPS);
    const [whole = 0] = metrics.valuesOf('Duration', CHAT);
    const steps = metrics.sum('StepDuration', CHAT);
    expect(steps).toBeLessThanOrEqual(whole + 1);
    expect(steps).toBeGreaterThan(whole / 2);
  });

  test('that keeps a client waiting for the provider is no overhead of ours', async () => {
    const waitMs = 400;
    provider(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      reply.end(textStream('Gladly.').map(frame).join(''));
    });
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    await collected(stream);
    const metrics = await measured();
    const [first = 0] = metrics.valuesOf('FirstContent', CHAT);
    const [overhead = 0] = metrics.valuesOf('Overhead', CHAT);
    expect(first).toBeGreaterThanOrEqual(waitMs - 10);
    expect(first - overhead).toBeGreaterThanOrEqual(waitMs - 10);
    expect(metrics.sum('StepDuration', { step: 'provider' })).toBeGreaterThanOrEqual(waitMs - 10);
  });

  test('is told a line for each set of dimensions', async () => {
    provider((reply) => reply.json(200, completion([saying('Gladly.')])));
    await openai().chat.completions.create(ASK);
    const { all } = await measured();
    const sets = new Set(all.map(({ dimensions }) => JSON.stringify(dimensions)));
    expect(gateway().metricLines).toHaveLength(sets.size);
  });
});

describe('a stream', () => {
  test('is told of after its end', async () => {
    const rest = Promise.withResolvers<undefined>();
    provider(async (reply) => {
      const [role = '', ...frames] = textStream('Gladly.').map(frame);
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(role);
      await rest.promise;
      reply.end(frames.join(''));
    });
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    let chunks = 0;
    for await (const { object } of stream) {
      expect(object).toBe('chat.completion.chunk');
      if (chunks === 0) expect(gateway().metricLines).toEqual([]);
      chunks += 1;
      rest.resolve(undefined);
    }
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions answered']);
    expect(metrics.steps()).toEqual(STEPS);
    expect(metrics.sum('ProviderTokensOut')).toBe(12);
    const [first = 0, whole = 0] = [...metrics.valuesOf('FirstContent'), ...metrics.valuesOf('Duration')];
    expect(first).toBeLessThan(whole);
  });

  test('that the provider breaks off is broken, and the provider’s failure', async () => {
    provider(async (reply) => {
      await reply.write([roleDelta(), delta({ content: 'Dear' })].map(frame).join(''));
      reply.end();
    });
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    await errorOf(stream.toReadableStream().pipeTo(new WritableStream()));
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions broken']);
    expect(metrics.sum('ProviderFailures', { provider: 'openai', reason: 'provider_cut' })).toBe(1);
  });

  test('whose client has gone is abandoned', async () => {
    provider(async (reply) => {
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write([roleDelta(), delta({ content: 'Dear' })].map(frame).join(''));
      await reply.closed;
    });
    const stream = await openai().chat.completions.create({ ...ASK, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content === 'Dear') break;
    await event('closed');
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions abandoned']);
    expect(metrics.valuesOf('FirstContent', CHAT)).toHaveLength(1);
  });

  test('that ran beside others has its own values alone', async () => {
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<undefined>());
    provider(async (reply, _, index) => {
      const [role = '', ...frames] = textStream('Gladly.').map(frame);
      reply.head(200, { 'content-type': 'text/event-stream' });
      await reply.write(role);
      await gates[index]?.promise;
      reply.end(frames.join(''));
    });
    const names = ['Maria Gonzalez', 'Alan Turing', 'Grace Hopper', 'Ada Lovelace'];
    const streams = await Promise.all(
      names.map((_, index) =>
        openai().chat.completions.create({
          model: ASK.model,
          messages: [{ role: 'user', content: `Patients: ${names.slice(0, index + 1).join(', ')}.` }],
          stream: true,
        }),
      ),
    );
    const read = streams.map(async (stream) => {
      await collected(stream);
    });
    for (const gate of gates.toReversed()) gate.resolve(undefined);
    await Promise.all(read);
    const metrics = await measured(4);
    expect(metrics.valuesOf('PhiFound', { type: 'NAME' }).toSorted()).toEqual([1, 2, 3, 4]);
    expect(metrics.valuesOf('ProviderTokensOut')).toEqual([12, 12, 12, 12]);
    for (const step of STEPS) expect(metrics.valuesOf('StepDuration', { step })).toHaveLength(4);
  });
});

describe('a request that gets no answer', () => {
  const expectOutcome = async (outcome: string): Promise<void> =>
    expect((await measured()).outcomes()).toEqual([`chat.completions ${outcome}`]);

  test('blocked: its key may not send PHI, of which it is told what was found', async () => {
    const apiKey = await gateway().issue({ role: 'analyst' });
    await errorOf(openai({ apiKey }).chat.completions.create(ASK));
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions blocked']);
    expect(metrics.sum('PhiFound', { type: 'NAME' })).toBe(2);
    expect(metrics.steps()).toEqual(STEPS.slice(0, STEPS.indexOf('audit_open') + 1));
    expect(metrics.valuesOf('FirstContent')).toEqual([]);
  });

  test('denied: nobody knows its key', async () => {
    await errorOf(openai({ apiKey: 'hwk_live_nobody' }).chat.completions.create(ASK));
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions denied']);
    expect(metrics.steps()).toEqual(['authenticate']);
  });

  test('limited: its key has made too many', async () => {
    const apiKey = await gateway().issue({ requestsPerMinute: 1 });
    provider((reply) => reply.json(200, completion([saying('Gladly.')])));
    await openai({ apiKey }).chat.completions.create(ASK);
    await measured();
    await errorOf(openai({ apiKey }).chat.completions.create(ASK));
    const metrics = await measured(2);
    expect(metrics.outcomes()).toEqual(['chat.completions answered', 'chat.completions limited']);
  });

  test('refused: its body is none', async () => {
    await gateway().post('{"model":');
    await expectOutcome('refused');
  });

  test('failed: the provider has, and another one too', async () => {
    provider((reply) => reply.json(503, providerError('Maria Gonzalez')));
    await errorOf(openai().chat.completions.create({ ...ASK, model: 'standard' }));
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['chat.completions failed']);
    expect(metrics.sum('ProviderFailures', { provider: 'openai', reason: 'provider_down' })).toBe(1);
    expect(metrics.sum('ProviderFailures', { provider: 'azure', reason: 'provider_down' })).toBe(1);
    expect(metrics.sum('ProviderFallbacks', { provider: 'openai' })).toBe(1);
    expect(metrics.sum('ProviderFallbacks')).toBe(1);
  });

  test('abandoned: its client left before the provider had said anything', async () => {
    const asked = Promise.withResolvers<undefined>();
    provider(async (reply) => {
      asked.resolve(undefined);
      await reply.closed;
    });
    const controller = new AbortController();
    const call = errorOf(openai().chat.completions.create(ASK, { signal: controller.signal }));
    await asked.promise;
    controller.abort();
    await call;
    await expectOutcome('abandoned');
  });
});

describe('other endpoints', () => {
  const headers = () => ({ authorization: `Bearer ${gateway().key}`, 'content-type': 'application/json' });
  const call = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${gateway().url}${path}`, {
      method,
      headers: headers(),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  test.each([
    ['GET', '/healthz', undefined, 'health answered', []],
    ['GET', '/v1/models', undefined, 'models answered', ['authenticate']],
    ['GET', '/v1/responses/resp_unknown', undefined, 'stored_responses refused', ['authenticate']],
    [
      'POST',
      '/v1/phi/inspect',
      { input: ['Patient Maria Gonzalez'] },
      'inspect answered',
      ['authenticate', 'admit', 'prepare', 'detect', 'tokenise', 'audit_open'],
    ],
    [
      'POST',
      '/v1/conversations',
      { items: [{ type: 'message', role: 'user', content: 'Patient Maria Gonzalez' }] },
      'conversations answered',
      ['authenticate', 'admit', 'prepare', 'detect', 'tokenise', 'audit_open'],
    ],
  ])('%s %s', async (method, path, body, outcome, steps) => {
    await (await call(method, path, body)).text();
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual([outcome]);
    expect(metrics.steps()).toEqual(steps);
    expect(metrics.sum('PhiFound')).toBe(body === undefined ? 0 : 1);
    expect(metrics.valuesOf('FirstContent')).toEqual([]);
  });

  test('responses, over a provider with chat alone', async () => {
    provider(echo(([name]) => `Dear ${name}`));
    const stream = await openai().responses.create({
      model: ASK.model,
      input: 'A letter for Maria Gonzalez.',
      stream: true,
    });
    await collected(stream);
    const metrics = await measured();
    expect(metrics.outcomes()).toEqual(['responses answered']);
    expect(metrics.steps()).toEqual(STEPS);
    expect(metrics.valuesOf('Overhead', { endpoint: 'responses' })).toHaveLength(1);
  });
});
