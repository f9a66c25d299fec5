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
import { createDynamoWrappedKeyStore } from '../aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../aws/kms-key-wrapper.ts';
import type { Meter } from '../contract/meter.ts';
import type { InspectPorts } from '../gateway/inspection/inspect.ts';
import { prepareTenantPolicy } from '../gateway/tenant-policy.ts';
import { createTenantKeys } from '../tokens/tenant-keys.ts';
import { composeDetector } from './compose-detector.ts';
import { type Environment, readInspectSettings } from './settings.ts';

/** What a dry run needs, which is what every request needs before it is kept and sent. */
export const composeInspectPorts = (
  environment: Environment,
  meter: Meter,
  { dynamo, kms }: Pick<AwsClients, 'dynamo' | 'kms'>,
): InspectPorts => {
  const settings = readInspectSettings(environment);
  const clock = Date.now;
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
    detector: composeDetector(settings.detector, { keys, dynamo, meter, retentionDays: settings.vaultDays }),
    audit: createAuditWriter({
      store: createDynamoAuditStore(dynamo, settings.auditTable),
      clock,
      random: randomBytes,
    }),
    catalogue: settings.catalogue,
    clock,
    media: settings.media,
  };
};
