import type { CatalogueDefinition } from './catalogue-definition.ts';

/** The catalogue is wrong. Thrown at synth and at the start only; the message quotes the catalogue, which holds no PHI. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

export type CatalogueProvider = CatalogueDefinition['providers'][number];

/** One model as the catalogue has it: who answers, and under which name. */
export interface NamedModel {
  readonly provider: CatalogueProvider;
  /** The provider's own name for it. */
  readonly model: string;
}

export interface CatalogueNames {
  /** Where ids, aliases and tiers lead, in the order in which models are tried. */
  readonly listed: ReadonlyMap<string, readonly NamedModel[]>;
  /** Takes any model name that is not listed. */
  readonly passthrough: CatalogueProvider | undefined;
}

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

type Listed = readonly [string, readonly NamedModel[]];

const listNames = (definition: CatalogueDefinition): Map<string, readonly NamedModel[]> => {
  const providers = byName(
    'provider',
    definition.providers.map((provider) => [provider.name, provider]),
  );
  const models = byName(
    'model',
    definition.models.map(({ id, provider, model }): [string, NamedModel] => [
      id,
      { provider: look(providers, provider, `the model "${id}"`), model: model ?? id },
    ]),
  );
  const ids = [...models].map(([id, model]): Listed => [id, [model]]);
  const routes = Object.entries(definition.routes ?? {}).map(
    ([name, route]): Listed => [name, route.map((id) => look(models, id, `the route "${name}"`))],
  );
  return byName('name', [...ids, ...routes]);
};

/** Throws `CatalogueError` when a name stands twice, leads nowhere, or two providers take any model. */
export const resolveNames = (definition: CatalogueDefinition): CatalogueNames => {
  const listed = listNames(definition);
  const [passthrough, second] = definition.providers.filter((provider) => provider.passthrough === true);
  if (second !== undefined) throw new CatalogueError('models: only one provider may have passthrough');
  return { listed, passthrough };
};
