import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '../access/authenticate.ts';
import { createLimits } from '../access/limits.ts';
import { createPolicyReader } from '../access/read-policies.ts';
import { createAuditWriter } from '../audit/writer.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createDynamoAuditStore } from '../aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../aws/dynamo-key-store.ts';
import { createDynamoLimitStore } from '../aws/dynamo-limit-store.ts';
import { createDynamoPolicyStore } from '../aws/dynamo-policy-store.ts';
import { createDynamoVaultStore } from '../aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../aws/kms-key-wrapper.ts';
import { createSecretReader } from '../aws/secret-reader.ts';
import type { Log } from '../contract/log.ts';
import type { GatewayPorts } from '../gateway/ports.ts';
import { prepareTenantPolicy } from '../gateway/tenant-policy.ts';
import { createProvider } from '../providers/call-provider.ts';
import { systemTimer } from '../providers/timer.ts';
import { createVault } from '../tokens/encrypted-vault.ts';
import type { RecentValues } from '../tokens/recent-values.ts';
import { createTenantKeys } from '../tokens/tenant-keys.ts';
import { composeDetector } from './compose-detector.ts';
import { type Environment, readSettings } from './settings.ts';

/**
 * The gateway's ports on AWS, or on whatever the endpoints in the environment lead to.
 *
 * @param recent remembers the vault's values where a function recalls them too
 */
export const composePorts = (
  environment: Environment,
  log: Log,
  { dynamo, kms, secrets }: AwsClients,
  recent?: RecentValues,
): GatewayPorts => {
  const settings = readSettings(environment);
  const clock = Date.now;
  const random = randomBytes;

  const keys = createTenantKeys({
    wrapper: createKmsKeyWrapper(kms, settings.dataKeyId),
    store: createDynamoWrappedKeyStore(dynamo, settings.vaultTable),
    clock,
  });

  return {
    authenticator: createAuthenticator({ keys: createDynamoKeyStore(dynamo, settings.keysTable), clock }),
    limits: createLimits({ store: createDynamoLimitStore(dynamo, settings.limitsTable), clock }),
    policies: createPolicyReader({
      store: createDynamoPolicyStore(dynamo, settings.keysTable),
      clock,
      prepare: prepareTenantPolicy,
    }),
    keys,
    detector: composeDetector(settings.detector, { keys, dynamo, retentionDays: settings.vaultDays }),
    vault: createVault({
      keys,
      store: createDynamoVaultStore(dynamo, settings.vaultTable),
      clock,
      random,
      retentionDays: settings.vaultDays,
      ...(recent !== undefined && { recent }),
    }),
    audit: createAuditWriter({ store: createDynamoAuditStore(dynamo, settings.auditTable), clock, random }),
    catalogue: settings.catalogue,
    provider: createProvider({
      keys: createSecretReader({ client: secrets, clock, prefix: settings.providerSecrets }),
      fetch,
      now: clock,
      timer: systemTimer,
      random,
      log,
    }),
    clock,
    log,
    media: settings.media,
  };
};
