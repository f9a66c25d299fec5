import type { CatalogueDefinition } from '../lambda/contract/catalogue-definition.ts';
import { DEFAULT_CATALOGUE } from '../lambda/contract/default-catalogue.data.ts';

/** The name of the secret that holds the provider's key, behind the prefix of all such secrets. */
export const PROVIDER_SECRETS = 'hawthorn/providers/';

/** The one provider of the laptop gateway. */
export interface LocalProvider {
  readonly name: string;
  readonly baseUrl: string;
  readonly wire: 'responses' | 'chat';
}

/** The built-in models, all of them at one provider under another name and address. */
export const catalogueAt = ({ name, baseUrl, wire }: LocalProvider): CatalogueDefinition => ({
  ...DEFAULT_CATALOGUE,
  providers: DEFAULT_CATALOGUE.providers.map((provider) => ({
    ...provider,
    name,
    baseUrl,
    responses: wire === 'responses',
  })),
  models: DEFAULT_CATALOGUE.models.map((model) => ({ ...model, provider: name })),
});

/** Where the provider's key must be stored for these models. */
export const secretsOf = ({ providers }: CatalogueDefinition): readonly string[] =>
  providers.map(({ keySecret }) => PROVIDER_SECRETS + keySecret);
