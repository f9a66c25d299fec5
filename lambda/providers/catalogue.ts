import * as z from 'zod/mini';
import { type CatalogueDefinition, catalogueDefinition, MODEL_NAME } from './catalogue-definition.ts';
import type { Catalogue, ProviderTarget } from './target.ts';

/** The configuration is wrong. Thrown at the start only; the message quotes the configuration, which holds no PHI. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

type Provider = CatalogueDefinition['providers'][number];

/** OpenAI with its regions, Azure with its clouds, and Bedrock's two endpoints. */
const HAVE_RESPONSES = [
  /^(?:[a-z]{2}\.)?api\.openai\.com$/,
  /\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/,
  /^bedrock-runtime(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com$/,
  /^bedrock-mantle\.[a-z0-9-]+\.api\.aws$/,
];

const hasResponses = ({ responses, baseUrl }: Provider): boolean =>
  responses ?? HAVE_RESPONSES.some((host) => host.test(new URL(baseUrl).hostname));

const targetOf = (provider: Provider, model: string): ProviderTarget => ({
  provider: provider.name,
  model,
  baseUrl: provider.baseUrl.replace(/\/+$/, ''),
  auth: provider.auth,
  keySecret: provider.keySecret,
  responses: hasResponses(provider),
  takesCallersKey: provider.takesCallersKey === true,
});

/** A map in which every name stands once. */
const byName = <T>(what: string, entries: readonly (readonly [string, T])[]): Map<string, T> => {
  const found = new Map<string, T>();
  for (const [name, value] of entries) {
    if (found.has(name)) throw new CatalogueError(`models: the ${what} "${name}" stands twice`);
    found.set(name, value);
  }
  return found;
};

const look = <T>(found: ReadonlyMap<string, T>, name: string, from: string): T => {
  const value = found.get(name);
  if (value === undefined) throw new CatalogueError(`models: ${from} names "${name}", which is not there`);
  return value;
};

type Named = readonly [string, readonly ProviderTarget[]];

const targetsByName = (definition: CatalogueDefinition): Map<string, readonly ProviderTarget[]> => {
  const providers = byName(
    'provider',
    definition.providers.map((provider) => [provider.name, provider]),
  );
  const models = byName(
    'model',
    definition.models.map(({ id, provider, model }) => [
      id,
      targetOf(look(providers, provider, `the model "${id}"`), model ?? id),
    ]),
  );
  const named = [...models].map(([id, target]): Named => [id, [target]]);
  const routes = Object.entries(definition.routes ?? {}).map(
    ([name, ids]): Named => [name, ids.map((id) => look(models, id, `the route "${name}"`))],
  );
  return byName('name', [...named, ...routes]);
};

/** Throws `CatalogueError` when a name stands twice, leads nowhere, or two providers take any model. */
export const createCatalogue = (definition: CatalogueDefinition): Catalogue => {
  const targets = targetsByName(definition);
  const [passthrough, second] = definition.providers.filter((provider) => provider.passthrough === true);
  if (second !== undefined) throw new CatalogueError('models: only one provider may have passthrough');
  return {
    names: [...targets.keys()],
    resolve: (model) => {
      const listed = targets.get(model);
      if (listed !== undefined) return listed;
      return passthrough !== undefined && MODEL_NAME.test(model) ? [targetOf(passthrough, model)] : [];
    },
  };
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new CatalogueError('models: not valid JSON');
  }
};

/** Reads the catalogue from the environment. Throws `CatalogueError`, which says which field is wrong. */
export const parseCatalogue = (json: string): Catalogue => {
  const result = z.safeParse(catalogueDefinition, parseJson(json));
  if (result.success) return createCatalogue(result.data);
  const faults = result.error.issues.map((issue) => {
    const what =
      issue.code === 'unrecognized_keys' ? `no such field: ${issue.keys.join(', ')}` : issue.message;
    return `${['models', ...issue.path].join('.')}: ${what}`;
  });
  throw new CatalogueError(faults.join('; '));
};
