import { randomBytes } from 'node:crypto';
import type { AwsClients } from '../aws/clients.ts';
import { createDynamoVaultStore } from '../aws/dynamo-vault-store.ts';
import { createSecretReader } from '../aws/secret-reader.ts';
import type { Log } from '../contract/log.ts';
import type { Meter } from '../contract/meter.ts';
import type { GatewayPorts } from '../gateway/ports.ts';
import { createProvider } from '../providers/call-provider.ts';
import { systemTimer } from '../providers/timer.ts';
import { createVault } from '../tokens/encrypted-vault.ts';
import type { RecentValues } from '../tokens/recent-values.ts';
import { composeInspectPorts } from './compose-inspect-ports.ts';
import { type Environment, readSettings } from './settings.ts';

/** What happens is told here. */
export interface Observers {
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * The gateway's ports on AWS, or on whatever the endpoints in the environment lead to.
 *
 * @param recent remembers the vault's values where a function recalls them too
 */
export const composePorts = (
  environment: Environment,
  { log, meter }: Observers,
  { dynamo, kms, secrets }: AwsClients,
  recent?: RecentValues,
): GatewayPorts => {
  const { vaultTable, vaultDays, providerSecrets } = readSettings(environment);
  const shared = composeInspectPorts(environment, meter, { dynamo, kms });
  const { keys, clock } = shared;
  const random = randomBytes;
  return {
    ...shared,
    vault: createVault({
      keys,
      store: createDynamoVaultStore(dynamo, vaultTable),
      clock,
      random,
      retentionDays: vaultDays,
      ...(recent !== undefined && { recent }),
    }),
    provider: createProvider({
      keys: createSecretReader({ client: secrets, clock, prefix: providerSecrets }),
      fetch,
      now: clock,
      timer: systemTimer,
      random,
      log,
      meter,
    }),
    log,
  };
};
