import { readFileSync } from 'node:fs';
import { DEFAULT_CATALOGUE } from '../contract/default-catalogue.data.ts';
import { ENVIRONMENT } from '../contract/environment.ts';
import { parseCatalogue } from '../contract/parse-catalogue.ts';
import type { MediaPolicy } from '../gateway/decide.ts';
import { createCatalogue } from '../providers/catalogue.ts';
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
  const file = environment[ENVIRONMENT.modelsFile] ?? '';
  return createCatalogue(file === '' ? DEFAULT_CATALOGUE : parseCatalogue(readFileSync(file, 'utf8')));
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

/** A whole number of a second, such as a quota. */
const perSecond = (environment: Environment, name: string, otherwise: number): number => {
  const given = environment[name] ?? '';
  const rate = given === '' ? otherwise : Number(given);
  if (!Number.isInteger(rate) || rate < 1) throw new Error(`${name} must be a whole number above 0.`);
  return rate;
};

/** Amazon Comprehend Medical beside the recognizers of the gateway. */
export interface ComprehendDetector {
  readonly kind: 'comprehend';
  /** Where what it found is remembered. */
  readonly table: string;
  readonly region: string | undefined;
  readonly charactersPerSecond: number;
  readonly callsPerSecond: number;
}

export type DetectorSettings = { readonly kind: 'local' } | ComprehendDetector;

/** Half of an account's quota of characters, so that one process leaves something to others. */
const CHARACTERS_PER_SECOND = 20_000;
const CALLS_PER_SECOND = 20;

/** There is no default: nobody should find out later that less was looked for than they thought. */
const readDetector = (environment: Environment): DetectorSettings => {
  const kind = required(environment, ENVIRONMENT.detector);
  if (kind === 'local') return { kind };
  if (kind !== 'comprehend') throw new Error(`${ENVIRONMENT.detector} must be local or comprehend.`);
  const { comprehendRegion, comprehendCharactersPerSecond, comprehendCallsPerSecond } = ENVIRONMENT;
  const region = environment[comprehendRegion] ?? '';
  return {
    kind,
    table: required(environment, ENVIRONMENT.spansTable),
    region: region === '' ? undefined : region,
    charactersPerSecond: perSecond(environment, comprehendCharactersPerSecond, CHARACTERS_PER_SECOND),
    callsPerSecond: perSecond(environment, comprehendCallsPerSecond, CALLS_PER_SECOND),
  };
};

/** What the function of the dry run is told about its surroundings. Throws at start when any of it is missing or wrong. */
export const readInspectSettings = (environment: Environment) => ({
  keysTable: keysTable(environment),
  vaultTable: required(environment, ENVIRONMENT.vaultTable),
  auditTable: required(environment, ENVIRONMENT.auditTable),
  limitsTable: required(environment, ENVIRONMENT.limitsTable),
  dataKeyId: required(environment, ENVIRONMENT.dataKeyId),
  catalogue: readCatalogue(environment),
  media: readMedia(environment),
  vaultDays: readVaultDays(environment),
  detector: readDetector(environment),
});

/** What the chat function is told besides. */
export const readSettings = (environment: Environment) => ({
  vaultTable: required(environment, ENVIRONMENT.vaultTable),
  providerSecrets: required(environment, ENVIRONMENT.providerSecrets),
  vaultDays: readVaultDays(environment),
});

/** What the responses function is told besides. */
export const readStateSettings = (environment: Environment) => ({
  stateTable: required(environment, ENVIRONMENT.stateTable),
  stateBucket: required(environment, ENVIRONMENT.stateBucket),
  vaultTable: required(environment, ENVIRONMENT.vaultTable),
  vaultDays: readVaultDays(environment),
});
