import { randomBytes, randomUUID } from 'node:crypto';
import { createAuthenticator } from '../access/authenticate.ts';
import { createAuditWriter } from '../audit/writer.ts';
import { createAwsClients } from '../aws/clients.ts';
import { createDynamoAuditStore } from '../aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../aws/dynamo-key-store.ts';
import { createDynamoVaultStore } from '../aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../aws/kms-key-wrapper.ts';
import { createSecretReader } from '../aws/secret-reader.ts';
import { createLog } from '../contract/log.ts';
import { createChatCompletions } from '../gateway/chat-completions.ts';
import { createChatApp } from '../http/chat-app.ts';
import { createLambdaHandler } from '../http/lambda-adapter.ts';
import { createLocalDetector } from '../phi/local-detector.ts';
import { createProvider } from '../providers/call-provider.ts';
import { systemTimer } from '../providers/timer.ts';
import { createVault } from '../tokens/encrypted-vault.ts';
import { createTenantKeys } from '../tokens/tenant-keys.ts';
import { readChatSettings } from './settings.ts';

const settings = readChatSettings(process.env);
const clock = Date.now;
const random = randomBytes;
const log = createLog(
  (line) => process.stdout.write(line),
  () => new Date(),
);
const { dynamo, kms, secrets } = createAwsClients();

const keys = createTenantKeys({
  wrapper: createKmsKeyWrapper(kms, settings.dataKeyId),
  store: createDynamoWrappedKeyStore(dynamo, settings.vaultTable),
  clock,
});

const chatCompletions = createChatCompletions({
  authenticator: createAuthenticator({ keys: createDynamoKeyStore(dynamo, settings.keysTable), clock }),
  keys,
  detector: createLocalDetector(),
  vault: createVault({
    keys,
    store: createDynamoVaultStore({ client: dynamo, table: settings.vaultTable, random }),
    clock,
    random,
    retentionDays: settings.vaultDays,
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
});

/** `POST /v1/chat/completions`, streamed and plain. */
export const handler = createLambdaHandler(
  createChatApp({ chatCompletions, clock, log, unique: () => randomUUID().replaceAll('-', '') }),
);
