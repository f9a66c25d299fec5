import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as z from 'zod';
import type { CatalogueDefinition } from '../lambda/contract/catalogue-definition.ts';
import { CatalogueError } from '../lambda/contract/catalogue-names.ts';
import { parseCatalogue } from '../lambda/contract/parse-catalogue.ts';

const ROOT = join(import.meta.dirname, '..');

const faultOf = (path: string, error: unknown): string => {
  if (error instanceof CatalogueError) return `${path}: ${error.message}`;
  return `the file ${resolve(ROOT, path)} can't be read`;
};

/** Reads the file of models that a stage names, and reports what is wrong with it as a fault of the setting. */
export const readModels = (path: string | undefined, context: z.RefinementCtx) => {
  if (path === undefined) return undefined;
  try {
    return parseCatalogue(readFileSync(resolve(ROOT, path), 'utf8'));
  } catch (error) {
    context.addIssue(faultOf(path, error));
    return undefined;
  }
};

/** The secrets that hold the keys of its providers, each once. */
export const secretsOf = ({ providers }: CatalogueDefinition): ReadonlySet<string> =>
  new Set(providers.map(({ keySecret }) => keySecret));
