import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import {
  bucketEncryption,
  comprehendMedical,
  itemAccess,
  objectAccess,
  providerSecrets,
  tableEncryption,
  tenantKeys,
  vaultAccess,
  vaultValues,
  wrappedKeyAccess,
} from '../constructs/data-access.ts';
import type { Stage } from '../stage.ts';
import type { DataStack } from './data-stack.ts';

/** What a function is told about its surroundings, and what it may do in them. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly access: readonly PolicyStatement[];
}

/** Reads API keys. */
export const plainSurroundings = (scope: Construct, stage: Stage, data: DataStack): Surroundings => ({
  environment: {
    [ENVIRONMENT.stage]: stage.name,
    [ENVIRONMENT.keysTable]: data.tables.keys.tableName,
  },
  access: [itemAccess(data.tables.keys, ['GetItem']), tableEncryption(scope, data.keys.storage)],
});

/** How PHI is found; the service, and what was found by it, only where it is in use. */
const detectorSurroundings = ({ detector, comprehend }: Stage, { tables }: DataStack): Surroundings => {
  if (detector === 'local') return { environment: { [ENVIRONMENT.detector]: detector }, access: [] };
  const { region, charactersPerSecond, callsPerSecond } = comprehend;
  return {
    environment: {
      [ENVIRONMENT.detector]: detector,
      [ENVIRONMENT.spansTable]: tables.spans.tableName,
      ...(region !== undefined && { [ENVIRONMENT.comprehendRegion]: region }),
      ...(charactersPerSecond !== undefined && {
        [ENVIRONMENT.comprehendCharactersPerSecond]: String(charactersPerSecond),
      }),
      ...(callsPerSecond !== undefined && {
        [ENVIRONMENT.comprehendCallsPerSecond]: String(callsPerSecond),
      }),
    },
    access: [comprehendMedical(), itemAccess(tables.spans, ['BatchGetItem', 'PutItem'])],
  };
};

/** What every function is told that finds PHI. */
const sharedEnvironment = (stage: Stage, { tables, keys }: DataStack): Surroundings['environment'] => ({
  [ENVIRONMENT.stage]: stage.name,
  [ENVIRONMENT.keysTable]: tables.keys.tableName,
  [ENVIRONMENT.vaultTable]: tables.vault.tableName,
  [ENVIRONMENT.auditTable]: tables.audit.tableName,
  [ENVIRONMENT.limitsTable]: tables.limits.tableName,
  [ENVIRONMENT.dataKeyId]: keys.tenants.keyArn,
  [ENVIRONMENT.media]: stage.media,
  [ENVIRONMENT.vaultDays]: String(stage.vaultDays),
});

/** What every function may do that finds PHI, apart from the vault's table. */
const sharedAccess = (scope: Construct, { tables, keys }: DataStack): readonly PolicyStatement[] => [
  itemAccess(tables.keys, ['GetItem']),
  itemAccess(tables.audit, ['GetItem', 'PutItem']),
  itemAccess(tables.limits, ['UpdateItem']),
  tableEncryption(scope, keys.storage),
  tableEncryption(scope, keys.audit),
  tenantKeys(keys.tenants),
];

/** Finds PHI and says so: it can't keep what tokens stand for, and has no key of a provider. */
export const inspectSurroundings = (scope: Construct, stage: Stage, data: DataStack): Surroundings => {
  const detector = detectorSurroundings(stage, data);
  return {
    environment: { ...detector.environment, ...sharedEnvironment(stage, data) },
    access: [...sharedAccess(scope, data), wrappedKeyAccess(data.tables.vault), ...detector.access],
  };
};

/** Calls providers and keeps what tokens stand for, without a right to read it again. */
export const chatSurroundings = (scope: Construct, stage: Stage, data: DataStack): Surroundings => {
  const { prefix } = data.providerSecrets;
  const detector = detectorSurroundings(stage, data);
  return {
    environment: {
      ...detector.environment,
      ...sharedEnvironment(stage, data),
      [ENVIRONMENT.providerSecrets]: prefix,
    },
    access: [
      ...sharedAccess(scope, data),
      ...vaultAccess(data.tables.vault),
      ...detector.access,
      ...providerSecrets(scope, prefix, data.keys.storage),
    ],
  };
};

/** Does what chat does, keeps the state of conversations, and reads the values that their tokens stand for. */
export const responsesSurroundings = (scope: Construct, stage: Stage, data: DataStack): Surroundings => {
  const { tables, keys } = data;
  const { bucket } = data.stateBucket;
  const chat = chatSurroundings(scope, stage, data);
  return {
    environment: {
      ...chat.environment,
      [ENVIRONMENT.stateTable]: tables.state.tableName,
      [ENVIRONMENT.stateBucket]: bucket.bucketName,
    },
    access: [
      ...chat.access,
      vaultValues(tables.vault),
      itemAccess(tables.state, [
        'BatchGetItem',
        'BatchWriteItem',
        'DeleteItem',
        'PutItem',
        'Query',
        'UpdateItem',
      ]),
      objectAccess(bucket),
      bucketEncryption(scope, keys.storage),
    ],
  };
};
