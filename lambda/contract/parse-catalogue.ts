import * as z from 'zod/mini';
import { type CatalogueDefinition, catalogueDefinition } from './catalogue-definition.ts';
import { CatalogueError, resolveNames } from './catalogue-names.ts';

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new CatalogueError('models: not valid JSON');
  }
};

/**
 * Reads the catalogue that an operator wrote: the same check when it is deployed and when a function starts. Throws
 * `CatalogueError`, which says which field is wrong, which name stands twice or leads nowhere.
 */
export const parseCatalogue = (json: string): CatalogueDefinition => {
  const result = z.safeParse(catalogueDefinition, parseJson(json));
  if (result.success) {
    resolveNames(result.data);
    return result.data;
  }
  const faults = result.error.issues.map((issue) => {
    const what =
      issue.code === 'unrecognized_keys' ? `no such field: ${issue.keys.join(', ')}` : issue.message;
    return `${['models', ...issue.path].join('.')}: ${what}`;
  });
  throw new CatalogueError(faults.join('; '));
};
