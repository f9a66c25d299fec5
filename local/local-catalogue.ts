import type { CatalogueDefinition } from '../lambda/providers/catalogue-definition.ts';
import { DEFAULT_CATALOGUE } from '../lambda/providers/default-catalogue.data.ts';

/** The name of the secret that holds the provider's key, behind the prefix of all such secrets. */
export const PROVIDER_SECRETS = 'hawthorn/providers/';

/** The built-in models, all of them at one provider under another name and address. */
export const catalogueAt = (name: string, baseUrl: string): CatalogueDefinition => ({
  ...DEFAULT_CATALOGUE,
  providers: DEFAULT_CATALOGUE.providers.map((provider) => ({ ...provider, name, baseUrl })),
  models: DEFAULT_CATALOGUE.models.map((model) => ({ ...model, provider: name })),
});

/** Where the provider's key must be stored for these models. */
export const secretsOf = ({ providers }: CatalogueDefinition): readonly string[] =>
  providers.map(({ keySecret }) => PROVIDER_SECRETS + keySecret);
