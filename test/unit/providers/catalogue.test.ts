import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { CatalogueError } from '../../../lambda/contract/catalogue-names.ts';
import { DEFAULT_CATALOGUE } from '../../../lambda/contract/default-catalogue.data.ts';
import { parseCatalogue } from '../../../lambda/contract/parse-catalogue.ts';
import { createCatalogue } from '../../../lambda/providers/catalogue.ts';

const OPENAI = {
  name: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  auth: 'bearer',
  keySecret: 'hawthorn/providers/openai',
};
const AZURE = {
  name: 'azure',
  baseUrl: 'https://clinic.openai.azure.com/openai/v1/',
  auth: 'api-key',
  keySecret: 'azure',
};
const DEFINITION = {
  providers: [{ ...OPENAI, passthrough: true, takesCallersKey: true }, AZURE],
  models: [
    { id: 'gpt-5.5', provider: 'openai' },
    { id: 'clinic-gpt', provider: 'azure', model: 'deployment-7' },
  ],
  routes: { premium: ['clinic-gpt', 'gpt-5.5'], 'fast-chat': ['gpt-5.5'] },
};

const parse = (over: object) => createCatalogue(parseCatalogue(JSON.stringify({ ...DEFINITION, ...over })));

describe('resolving', () => {
  const catalogue = parse({});

  test('a model id leads to its provider, under the name that the provider knows', () => {
    expect(catalogue.resolve('clinic-gpt')).toEqual([
      {
        provider: 'azure',
        model: 'deployment-7',
        baseUrl: 'https://clinic.openai.azure.com/openai/v1',
        auth: 'api-key',
        keySecret: 'azure',
        responses: true,
        takesCallersKey: false,
      },
    ]);
  });

  test('a tier leads to its models in order, an alias to its one', () => {
    expect(catalogue.resolve('premium').map(({ model }) => model)).toEqual(['deployment-7', 'gpt-5.5']);
    expect(catalogue.resolve('fast-chat').map(({ model }) => model)).toEqual(['gpt-5.5']);
  });

  test('a name that nobody lists goes to the provider that takes any, as it is', () => {
    expect(catalogue.resolve('gpt-6-anything')).toMatchObject([
      { provider: 'openai', model: 'gpt-6-anything', takesCallersKey: true },
    ]);
  });

  test.each(['', 'gpt 5', 'gpt-5\n', 'modèle', 'a'.repeat(129), 'gpt-5?x=1', 'Jane Roe'])(
    'but not %j, which is no name of a model',
    (model) => {
      expect(catalogue.resolve(model)).toEqual([]);
    },
  );

  test.each(['__proto__', 'constructor', 'toString'])('%s is a name like another', (model) => {
    expect(parse({ providers: [OPENAI, AZURE] }).resolve(model)).toEqual([]);
  });

  test.each([
    ['https://eu.api.openai.com/v1', undefined, true],
    ['https://clinic.services.ai.azure.com/openai/v1', undefined, true],
    ['https://clinic.openai.azure.us/openai/v1', undefined, true],
    ['https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1', undefined, true],
    ['https://bedrock-mantle.us-west-2.api.aws/v1', undefined, true],
    ['https://api.anthropic.com/v1', undefined, false],
    ['https://api.deepseek.com', undefined, false],
    ['https://api.openai.com.example/v1', undefined, false],
    ['http://127.0.0.1:8000/v1', undefined, false],
    ['http://127.0.0.1:8000/v1', true, true],
    ['https://api.openai.com/v1', false, false],
  ])('%s, where the operator says %s, has the Responses API: %s', (baseUrl, responses, has) => {
    const configured = parse({ providers: [{ ...OPENAI, baseUrl, responses }, AZURE] });
    expect(configured.resolve('gpt-5.5')).toMatchObject([{ responses: has }]);
  });

  test('lists ids, aliases and tiers', () => {
    expect(catalogue.names).toEqual(['gpt-5.5', 'clinic-gpt', 'premium', 'fast-chat']);
  });
});

describe('wrong configurations are refused at the start, with the place', () => {
  const provider = (over: object) => ({ providers: [{ ...OPENAI, ...over }, AZURE] });

  test.each([
    [
      'plain HTTP',
      provider({ baseUrl: 'http://api.openai.com/v1' }),
      /providers\.0\.baseUrl: must be an https URL/,
    ],
    ['HTTP to a host that looks local', provider({ baseUrl: 'http://127.0.0.1.evil.example' }), /baseUrl/],
    ['a key in the URL', provider({ baseUrl: 'https://user:secret@api.openai.com/v1' }), /baseUrl/],
    ['a query', provider({ baseUrl: 'https://api.openai.com/v1?api-version=1' }), /baseUrl/],
    ['no URL', provider({ baseUrl: 'api.openai.com' }), /baseUrl/],
    ['another protocol', provider({ baseUrl: 'ftp://127.0.0.1' }), /baseUrl/],
    [
      'an unknown way to authenticate',
      provider({ auth: 'basic' }),
      /providers\.0\.auth: must be bearer or api-key/,
    ],
    [
      'a field that nobody knows',
      provider({ passThrough: true }),
      /providers\.0: no such field: passThrough/,
    ],
    ['a provider twice', { providers: [OPENAI, OPENAI, AZURE] }, /"openai" stands twice/],
    ['no provider', { providers: [], models: [], routes: {} }, /providers: must name a provider/],
    [
      'two that take any model',
      {
        providers: [
          { ...OPENAI, passthrough: true },
          { ...AZURE, passthrough: true },
        ],
      },
      /only one/,
    ],
    ['a model of nobody', { models: [{ id: 'm', provider: 'nobody' }] }, /the model "m" names "nobody"/],
    ['a model twice', { models: [...DEFINITION.models, DEFINITION.models[0]] }, /"gpt-5.5" stands twice/],
    ['a route to nowhere', { routes: { premium: ['gpt-9'] } }, /the route "premium" names "gpt-9"/],
    ['a route to a route', { routes: { a: ['gpt-5.5'], b: ['a'] } }, /the route "b" names "a"/],
    ['an empty route', { routes: { premium: [] } }, /routes\.premium: must name a model/],
    ['a route named like a model', { routes: { 'gpt-5.5': ['clinic-gpt'] } }, /"gpt-5.5" stands twice/],
    ['a name with a space', { routes: { 'fast chat': ['gpt-5.5'] } }, /routes/],
    ['no models', { models: undefined }, /models\.models/],
  ])('%s', (_, over, message) => {
    expect(() => parse(over)).toThrow(CatalogueError);
    expect(() => parse(over)).toThrow(message);
  });

  test.each(['', '{', 'null', '[]', '"standard"'])('%j is no catalogue', (json) => {
    expect(() => parseCatalogue(json)).toThrow(CatalogueError);
  });

  test.each([
    'http://127.0.0.1:8080/v1',
    'http://localhost:1',
    'http://[::1]:8080',
    'https://api.openai.com/v1',
  ])('%s is fine', (baseUrl) => {
    expect(parse(provider({ baseUrl })).resolve('gpt-5.5')).toMatchObject([{ baseUrl }]);
  });
});

describe('the default catalogue', () => {
  const catalogue = createCatalogue(DEFAULT_CATALOGUE);

  test.each(['standard', 'premium', 'enterprise'])(
    'has the tier %s, with something to fall back on',
    (tier) => {
      expect(catalogue.resolve(tier).length).toBeGreaterThan(1);
    },
  );

  test('stands the check that a configured one must stand', () => {
    expect(createCatalogue(parseCatalogue(JSON.stringify(DEFAULT_CATALOGUE))).names).toEqual(catalogue.names);
  });

  test('names models that the OpenAI client knows', () => {
    const known: readonly OpenAI.ChatModel[] = [
      'gpt-6-astra',
      'gpt-5.5',
      'gpt-5.4',
      'gpt-5.4-mini',
      'gpt-5.6-luna',
    ];
    expect(DEFAULT_CATALOGUE.models.map(({ id }) => id)).toEqual(known);
  });
});
