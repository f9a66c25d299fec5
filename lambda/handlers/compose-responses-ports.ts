import { randomBytes } from 'node:crypto';
import { createAwsClients } from '../aws/clients.ts';
import { createDynamoStateTable } from '../aws/dynamo-state-table.ts';
import { createDynamoVaultStore } from '../aws/dynamo-vault-store.ts';
import { createS3LargeObjects } from '../aws/s3-large-objects.ts';
import type { ResponsesPorts } from '../gateway/ports.ts';
import { createState } from '../state/create-state.ts';
import { createRecentValues } from '../tokens/recent-values.ts';
import { createValueRecall } from '../tokens/value-recall.ts';
import { composePorts, type Observers } from './compose-ports.ts';
import { type Environment, readStateSettings } from './settings.ts';

/** The same ports with those through which earlier turns are gone on from. */
export const composeResponsesPorts = (environment: Environment, observers: Observers): ResponsesPorts => {
  const { stateTable, stateBucket, vaultTable, vaultDays } = readStateSettings(environment);
  const clock = Date.now;
  const clients = createAwsClients();
  const recent = createRecentValues(clock);
  const ports = composePorts(environment, observers, clients, recent);
  const { keys } = ports;
  const recall = createValueRecall({
    keys,
    store: createDynamoVaultStore(clients.dynamo, vaultTable),
    recent,
    clock,
    retentionDays: vaultDays,
  });
  const state = createState({
    keys,
    table: createDynamoStateTable(clients.dynamo, stateTable),
    objects: createS3LargeObjects(stateBucket),
    values: recall,
    clock,
    random: randomBytes,
    retentionDays: vaultDays,
  });
  return { ...ports, state, recall };
};
