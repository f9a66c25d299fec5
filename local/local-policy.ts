import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PolicyError } from '../lambda/access/dlp-policy.ts';
import { setPolicy } from '../lambda/access/set-policy.ts';
import { createAuditWriter } from '../lambda/audit/writer.ts';
import { createAwsClients } from '../lambda/aws/clients.ts';
import { createDynamoAuditStore } from '../lambda/aws/dynamo-audit-store.ts';
import { createDynamoPolicyStore } from '../lambda/aws/dynamo-policy-store.ts';
import { ENVIRONMENT } from '../lambda/contract/environment.ts';
import { isTenantId } from '../lambda/contract/tenant.ts';
import { SettingsError } from './settings.ts';

const STORE_TIMEOUT_MS = 5_000;

const readPolicy = (file: string): unknown => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError('HAWTHORN_POLICY must name a file that can be read.');
  }
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says would quote the file.
    throw new SettingsError('The file that HAWTHORN_POLICY names is not JSON.');
  }
};

/**
 * Sets the policy of the laptop's tenant to what stands in a file, on record as everywhere. It stays in the store until
 * another one is set. Throws `SettingsError` for a file or a policy that is wrong.
 */
export const setLocalPolicy = async (file: string, environment = process.env): Promise<void> => {
  const policy = readPolicy(file);
  const tenant = 'local';
  if (!isTenantId(tenant)) throw new Error('Not a tenant.');
  const clients = createAwsClients();
  const { dynamo } = clients;
  const clock = Date.now;
  try {
    const store = createDynamoPolicyStore(dynamo, environment[ENVIRONMENT.keysTable] ?? '');
    const auditStore = createDynamoAuditStore(dynamo, environment[ENVIRONMENT.auditTable] ?? '');
    const audit = createAuditWriter({ store: auditStore, clock, random: randomBytes });
    const change = { tenant, policy, changedBy: 'HAWTHORN_POLICY' };
    await setPolicy({ store, audit, clock }, change, AbortSignal.timeout(STORE_TIMEOUT_MS));
  } catch (error) {
    throw error instanceof PolicyError ? new SettingsError(error.message) : error;
  } finally {
    clients.destroy();
  }
};
