import OpenAI from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../../lambda/contract/catalogue-definition.ts';
import { errorOf, expectError } from '../support/client-error.ts';
import { PROVIDER_KEY } from '../support/gateway.ts';
import { collected, echo, providerError, sentBody } from '../support/openai-wire.ts';
import { type Respond, startScriptedProvider } from '../support/scripted-provider.ts';
import { serveGateway } from '../support/served-gateway.ts';

/** A provider whose script a test may change. */
const scripted = async () => {
  let script: Respond = () => undefined;
  const server = await startScriptedProvider({ respond: (...given) => script(...given) });
  return { ...server, does: (next: Respond) => void (script = next) };
};

const [azure, deepseek] = await Promise.all([scripted(), scripted()]);
afterAll(async () => {
  await Promise.all([azure.close(), deepseek.close()]);
});

const CATALOGUE: CatalogueDefinition = {
  providers: [
    { name: 'azure', baseUrl: azure.baseUrl, auth: 'api-key', keySecret: 'openai' },
    { name: 'deepseek', baseUrl: deepseek.baseUrl, auth: 'bearer', keySecret: 'openai' },
  ],
  models: [
    { id: 'gpt-5.4', provider: 'azure', model: 'ward-deployment' },
    { id: 'deepseek-chat', provider: 'deepseek' },
  ],
  routes: {
    standard: ['deepseek-chat'],
    premium: ['gpt-5.4', 'deepseek-chat'],
    enterprise: ['gpt-5.4'],
    'claude-3-sonnet': ['gpt-5.4', 'deepseek-chat'],
  },
};

const { openai, provider, event } = serveGateway({
  catalogue: () => CATALOGUE,
});

const ask = (model: string) => ({
  model,
  messages: [{ role: 'user' as const, content: 'Patient Maria Gonzalez needs a letter.' }],
});
const works = echo(([name]) => `Dear ${name}`);
const fails =
  (status: number): Respond =>
  (reply) =>
    reply.json(status, providerError('Patient NAME'));

beforeEach(() => {
  // Nobody may ask the harness’s own provider; this also forgets earlier events.
  provider(() => {
    throw new Error('not this one');
  });
  azure.does(works);
  deepseek.does(works);
});

const UNAVAILABLE = {
  as: OpenAI.InternalServerError,
  status: 503,
  type: 'service_unavailable',
  code: 'provider_unavailable',
} as const;

describe('D1, E2: a tier is an ordered list of provider models', () => {
  test.each([
    ['standard', 'deepseek', 'deepseek-chat'],
    ['premium', 'azure', 'ward-deployment'],
    ['enterprise', 'azure', 'ward-deployment'],
    ['claude-3-sonnet', 'azure', 'ward-deployment'],
    ['gpt-5.4', 'azure', 'ward-deployment'],
  ])('%s goes to %s', async (tier, name, model) => {
    const answer = await openai().chat.completions.create(ask(tier));
    expect(answer.choices[0]?.message.content).toBe('Dear Maria Gonzalez');
    const asked = (name === 'azure' ? azure : deepseek).requests.at(-1)!;
    expect(sentBody(asked).model).toBe(model);
    expect(await event('closed')).toMatchObject({ provider: name });
  });

  test('each provider is sent its key in its own way', async () => {
    await openai().chat.completions.create(ask('enterprise'));
    await openai().chat.completions.create(ask('standard'));
    expect(azure.requests.at(-1)?.headers).toMatchObject({ 'api-key': PROVIDER_KEY });
    expect(azure.requests.at(-1)?.headers).not.toHaveProperty('authorization');
    expect(deepseek.requests.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${PROVIDER_KEY}` });
  });

  test.each([429, 500, 503, 529])(
    'when the first answers %i the next is asked, in its own name',
    async (status) => {
      azure.does(fails(status));
      for (const stream of [false, true]) {
        const before = deepseek.requests.length;
        const text = stream
          ? await openai().chat.completions.stream(ask('premium')).finalContent()
          : (await openai().chat.completions.create(ask('premium'))).choices[0]?.message.content;
        expect(text).toBe('Dear Maria Gonzalez');
        expect(deepseek.requests.length).toBe(before + 1);
        expect(sentBody(deepseek.requests.at(-1)!).model).toBe('deepseek-chat');
        expect(deepseek.requests.at(-1)?.body).not.toMatch(/Maria|Gonzalez/);
        expect(await event('closed')).toMatchObject({ provider: 'deepseek' });
      }
    },
  );

  test('a request at fault is not tried elsewhere', async () => {
    azure.does(fails(400));
    const before = deepseek.requests.length;
    const error = await errorOf(openai().chat.completions.create(ask('premium')));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(deepseek.requests.length).toBe(before);
  });
});

describe('D6: all providers of the tier are unavailable', () => {
  test.each([
    [503, 503],
    [500, 503],
    [503, 429],
  ])('%i and %i: 503 with retry-after', async (first, second) => {
    azure.does(fails(first));
    deepseek.does(fails(second));
    for (const stream of [false, true]) {
      const error = await errorOf(openai().chat.completions.create({ ...ask('premium'), stream }));
      expectError(error, UNAVAILABLE);
      expect(error).toHaveProperty('headers');
      expect((error as { headers: Headers }).headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  test('both limit requests: 429', async () => {
    azure.does(fails(429));
    deepseek.does(fails(429));
    const error = await errorOf(openai().chat.completions.create(ask('premium')));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  });
});

test('a caller’s own key goes to no provider that it was not given for', async () => {
  const before = azure.requests.length + deepseek.requests.length;
  const headers = { 'x-openai-key': 'sk-callers-own-key' };
  const error = await errorOf(openai().chat.completions.create(ask('premium'), { headers }));
  expect(error).toBeInstanceOf(OpenAI.NotFoundError);
  expect(azure.requests.length + deepseek.requests.length).toBe(before);
});

test('E2: a name that nobody configured is 404, and the list says what there is', async () => {
  expect(await errorOf(openai().chat.completions.create(ask('gpt-9')))).toBeInstanceOf(OpenAI.NotFoundError);
  const models = await collected(openai().models.list());
  expect(models.map(({ id }) => id)).toEqual([
    'gpt-5.4',
    'deepseek-chat',
    'standard',
    'premium',
    'enterprise',
    'claude-3-sonnet',
  ]);
});
