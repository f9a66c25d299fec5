import { type CatalogueDefinition, MODEL_NAME } from '../contract/catalogue-definition.ts';
import { type CatalogueProvider, type NamedModel, resolveNames } from '../contract/catalogue-names.ts';
import type { Catalogue, ProviderTarget } from './target.ts';

/** OpenAI with its regions, Azure with its clouds, and Bedrock's two endpoints. */
const HAVE_RESPONSES = [
  /^(?:[a-z]{2}\.)?api\.openai\.com$/,
  /\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/,
  /^bedrock-runtime(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com$/,
  /^bedrock-mantle\.[a-z0-9-]+\.api\.aws$/,
];

const hasResponses = ({ responses, baseUrl }: CatalogueProvider): boolean =>
  responses ?? HAVE_RESPONSES.some((host) => host.test(new URL(baseUrl).hostname));

const targetOf = ({ provider, model }: NamedModel): ProviderTarget => ({
  provider: provider.name,
  model,
  baseUrl: provider.baseUrl.replace(/\/+$/, ''),
  auth: provider.auth,
  keySecret: provider.keySecret,
  responses: hasResponses(provider),
  takesCallersKey: provider.takesCallersKey === true,
});

/** Throws `CatalogueError` when a name stands twice, leads nowhere, or two providers take any model. */
export const createCatalogue = (definition: CatalogueDefinition): Catalogue => {
  const { listed, passthrough } = resolveNames(definition);
  const targets = new Map([...listed].map(([name, models]) => [name, models.map(targetOf)]));
  return {
    names: [...targets.keys()],
    resolve: (model) => {
      const known = targets.get(model);
      if (known !== undefined) return known;
      return passthrough !== undefined && MODEL_NAME.test(model)
        ? [targetOf({ provider: passthrough, model })]
        : [];
    },
  };
};
