import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adoptKey, issueKey, type KeyTerms } from '../lambda/access/issue-key.ts';
import { parseKeyText } from '../lambda/access/key-text.ts';
import { createAwsClients } from '../lambda/aws/clients.ts';
import { createDynamoKeyStore } from '../lambda/aws/dynamo-key-store.ts';
import { Sensitive } from '../lambda/contract/sensitive.ts';
import { isTenantId } from '../lambda/contract/tenant.ts';

const FILE = 'api-key';
const STORE_TIMEOUT_MS = 5_000;

export interface LocalKeySettings {
  readonly stateFolder: string;
  readonly keysTable: string;
  /** Chosen by the user; used, but not written down. */
  readonly chosen: Sensitive<string> | undefined;
}

const termsOf = (tenant: string): KeyTerms => {
  if (!isTenantId(tenant)) throw new Error('Not a tenant.');
  return { tenant, role: 'clinician', vault: 'kept' };
};

const readKept = (file: string): Sensitive<string> | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
  if (parseKeyText(text) === undefined) {
    throw new Error(`${file} does not hold an API key. Delete it to get a new one.`);
  }
  return new Sensitive(text);
};

/**
 * The API key of the laptop: the one that the user chose, else the one that was made at an earlier start, else a new
 * one. The store of keys knows it afterwards.
 */
export const ensureLocalKey = async (settings: LocalKeySettings): Promise<Sensitive<string>> => {
  const { stateFolder, keysTable, chosen } = settings;
  const file = join(stateFolder, FILE);
  const clients = createAwsClients();
  const deps = {
    keys: createDynamoKeyStore(clients.dynamo, keysTable),
    clock: Date.now,
    random: randomBytes,
  };
  const terms = termsOf('local');
  try {
    const known = chosen ?? readKept(file);
    if (known) {
      await adoptKey(deps, known, terms, AbortSignal.timeout(STORE_TIMEOUT_MS));
      return known;
    }
    const { text } = await issueKey(deps, { ...terms, environment: 'test' });
    writeFileSync(file, `${text.reveal()}\n`, { mode: 0o600 });
    return text;
  } finally {
    clients.destroy();
  }
};
