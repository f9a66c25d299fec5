import { ENVIRONMENT } from '../contract/environment.ts';
import type { MediaPolicy } from '../gateway/decide.ts';
import { createCatalogue, parseCatalogue } from '../providers/catalogue.ts';
import { DEFAULT_CATALOGUE } from '../providers/default-catalogue.data.ts';
import type { Catalogue } from '../providers/target.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const required = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`The environment lacks ${name}.`);
  return value;
};

export const keysTable = (environment: Environment): string => required(environment, ENVIRONMENT.keysTable);

/** The models on offer; the built-in catalogue where none was deployed. */
export const readCatalogue = (environment: Environment): Catalogue => {
  const models = environment[ENVIRONMENT.models] ?? '';
  return models === '' ? createCatalogue(DEFAULT_CATALOGUE) : parseCatalogue(models);
};

const readMedia = (environment: Environment): MediaPolicy => {
  const media = environment[ENVIRONMENT.media] ?? 'block';
  if (media !== 'block' && media !== 'allow') throw new Error(`${ENVIRONMENT.media} must be block or allow.`);
  return media;
};

const readVaultDays = (environment: Environment): number => {
  const days = Number(environment[ENVIRONMENT.vaultDays] ?? '30');
  if (!Number.isInteger(days) || days < 1)
    throw new Error(`${ENVIRONMENT.vaultDays} must be a number of days.`);
  return days;
};

/** What the chat function is told about its surroundings. Throws at start when any of it is missing or wrong. */
export const readSettings = (environment: Environment) => ({
  keysTable: keysTable(environment),
  vaultTable: required(environment, ENVIRONMENT.vaultTable),
  auditTable: required(environment, ENVIRONMENT.auditTable),
  limitsTable: required(environment, ENVIRONMENT.limitsTable),
  dataKeyId: required(environment, ENVIRONMENT.dataKeyId),
  providerSecrets: required(environment, ENVIRONMENT.providerSecrets),
  catalogue: readCatalogue(environment),
  media: readMedia(environment),
  vaultDays: readVaultDays(environment),
});

/** What the responses function is told besides. */
export const readStateSettings = (environment: Environment) => ({
  stateTable: required(environment, ENVIRONMENT.stateTable),
  stateBucket: required(environment, ENVIRONMENT.stateBucket),
  vaultTable: required(environment, ENVIRONMENT.vaultTable),
  vaultDays: readVaultDays(environment),
});
