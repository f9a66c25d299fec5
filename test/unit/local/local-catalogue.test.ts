import { expect, it } from 'vitest';
import { DEFAULT_CATALOGUE } from '../../../lambda/contract/default-catalogue.data.ts';
import { parseCatalogue } from '../../../lambda/contract/parse-catalogue.ts';
import { createCatalogue } from '../../../lambda/providers/catalogue.ts';
import { catalogueAt, secretsOf } from '../../../local/local-catalogue.ts';

const local = catalogueAt({ name: 'demo', baseUrl: 'http://127.0.0.1:1234/v1', wire: 'chat' });

it('has all the built-in names, each at the given address', () => {
  const catalogue = createCatalogue(parseCatalogue(JSON.stringify(local)));
  expect(catalogue.names).toEqual(createCatalogue(DEFAULT_CATALOGUE).names);
  for (const name of [...catalogue.names, 'a-model-nobody-listed']) {
    expect(catalogue.resolve(name)[0]).toMatchObject({
      provider: 'demo',
      baseUrl: 'http://127.0.0.1:1234/v1',
      responses: false,
    });
  }
});

it('names the secrets as the functions look for them', () => {
  expect(secretsOf(local)).toEqual(['hawthorn/providers/openai']);
});
