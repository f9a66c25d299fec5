import OpenAI from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../../../lambda/contract/catalogue-definition.ts';
import { errorOf, expectError } from '../../support/client-error.ts';
import { PROVIDER_KEY } from '../../support/gateway.ts';
import { echo, providerError } from '../../support/openai-wire.ts';
import { answering, sentResponsesBody } from '../../support/responses-wire.ts';
import { type Respond, startScriptedProvider } from '../../support/scripted-provider.ts';
import { serveGateway } from '../../support/served-gateway.ts';

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

/** One has the Responses API, the other chat alone. */
const CATALOGUE: CatalogueDefinition = {
  providers: [
    { name: 'azure', baseUrl: azure.baseUrl, auth: 'api-key', keySecret: 'openai', responses: true },
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

const ask = (model: string) => ({ model, input: 'Patient Maria Gonzalez needs a letter.' });
const fails =
  (status: number): Respond =>
  (reply) =>
    reply.json(status, providerError('Patient NAME'));

beforeEach(() => {
  // Nobody may ask the harness’s own provider; this also forgets earlier events.
  provider(() => {
    throw new Error('not this one');
  });
  azure.does(answering(([name]) => `Dear ${name}`));
  deepseek.does(echo(([name]) => `Dear ${name}`));
});

const UNAVAILABLE = {
  ...{ as: OpenAI.InternalServerError, status: 503 },
  ...{ type: 'service_unavailable', code: 'provider_unavailable' },
} as const;

describe('D1, E2: a tier is an ordered list of provider models', () => {
  test.each([
    ['standard', 'deepseek', '/v1/chat/completions'],
    ['premium', 'azure', '/v1/responses'],
    ['enterprise', 'azure', '/v1/responses'],
    ['claude-3-sonnet', 'azure', '/v1/responses'],
    ['gpt-5.4', 'azure', '/v1/responses'],
  ])('%s goes to %s, in the words that it has', async (tier, name, url) => {
    const answer = await openai().responses.create(ask(tier));
    expect(answer.output_text).toBe('Dear Maria Gonzalez');
    const taken = (name === 'azure' ? azure : deepseek).requests.at(-1)!;
    expect(taken.url).toBe(url);
    expect(taken.body).not.toMatch(/Maria|Gonzalez/);
    expect(await event('closed')).toMatchObject({ provider: name, outcome: 'completed' });
  });

  test('each provider is sent its key in its own way', async () => {
    await openai().responses.create(ask('enterprise'));
    await openai().responses.create(ask('standard'));
    expect(azure.requests.at(-1)?.headers).toMatchObject({ 'api-key': PROVIDER_KEY });
    expect(azure.requests.at(-1)?.headers).not.toHaveProperty('authorization');
    expect(deepseek.requests.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${PROVIDER_KEY}` });
  });

  test.each([429, 500, 503, 529])(
    'when the first answers %i the next is asked, in its own name and words',
    async (status) => {
      azure.does(fails(status));
      for (const stream of [false, true]) {
        const before = deepseek.requests.length;
        const answer = stream
          ? await openai().responses.stream(ask('premium')).finalResponse()
          : await openai().responses.create(ask('premium'));
        expect(answer.output_text).toBe('Dear Maria Gonzalez');
        expect(deepseek.requests.length).toBe(before + 1);
        expect(deepseek.requests.at(-1)?.body).toContain('"model":"deepseek-chat"');
        expect(await event('closed')).toMatchObject({ provider: 'deepseek' });
      }
    },
  );

  test('a talk goes on with another provider, to whom it is all the same', async () => {
    const first = await openai().responses.create(ask('premium'));
    azure.does(fails(503));
    const second = await openai().responses.create({
      ...{ model: 'premium', input: 'And now?', previous_response_id: first.id },
    });
    expect(second.output_text).toContain('Dear ');
    const { messages } = JSON.parse(deepseek.requests.at(-1)!.body) as { messages: { role: string }[] };
    expect(
      messages.map(({ role }) => role).filter((role) => role !== 'system' && role !== 'developer'),
    ).toEqual(['user', 'assistant', 'user']);
    azure.does(answering(() => 'Back again.'));
    const third = await openai().responses.create({
      ...{ model: 'premium', input: 'Still there?', previous_response_id: second.id },
    });
    expect(third.output_text).toBe('Back again.');
    const { input } = sentResponsesBody(azure.requests.at(-1)!);
    expect(input.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
  });

  test('a request at fault is not tried elsewhere', async () => {
    azure.does(fails(400));
    const before = deepseek.requests.length;
    const error = await errorOf(openai().responses.create(ask('premium')));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(deepseek.requests.length).toBe(before);
  });

  test.each([
    [503, 503],
    [500, 503],
    [503, 429],
  ])('D6: %i and %i: 503 with retry-after', async (first, second) => {
    azure.does(fails(first));
    deepseek.does(fails(second));
    for (const stream of [false, true]) {
      const error = await errorOf(openai().responses.create({ ...ask('premium'), stream }));
      expectError(error, UNAVAILABLE);
      expect((error as { headers: Headers }).headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });
});

describe('what only one of them can do', () => {
  const SEARCH = { tools: [{ type: 'web_search' as const }] };

  test('is refused where it can’t be had, with the field', async () => {
    const before = deepseek.requests.length;
    for (const stream of [false, true]) {
      const error = await errorOf(openai().responses.create({ ...ask('standard'), ...SEARCH, stream }));
      expect(error).toMatchObject({
        status: 400,
        code: 'bad_request',
        param: expect.stringMatching(/^tools/) as string,
      });
    }
    expect(deepseek.requests.length).toBe(before);
  });

  test('and given where it can', async () => {
    const answer = await openai().responses.create({ ...ask('enterprise'), ...SEARCH });
    expect(answer.output_text).toBe('Dear Maria Gonzalez');
    expect(sentResponsesBody(azure.requests.at(-1)!)['tools']).toEqual(SEARCH.tools);
  });
});
