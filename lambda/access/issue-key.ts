import type { Clock } from '../contract/clock.ts';
import type { RandomBytes } from '../contract/random.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { KeyId } from '../contract/tenant.ts';
import type { ApiKeyRecord, KeyLimits, KeyStore } from './api-key.ts';
import { parseKeyRecord } from './key-record.ts';
import { createKeyText, hashSecret, parseKeyText } from './key-text.ts';

/** What is decided about a key when it is made. */
export type KeyTerms = Pick<ApiKeyRecord, 'tenant' | 'role' | 'vault' | 'label' | 'expiresAt'> & KeyLimits;

/** The text is shown once and never again. */
export interface IssuedKey {
  readonly text: Sensitive<string>;
  readonly record: ApiKeyRecord;
}

interface AdoptDeps {
  readonly keys: KeyStore;
  readonly clock: Clock;
}

interface Identity {
  readonly id: KeyId;
  readonly environment: ApiKeyRecord['environment'];
  readonly secretHash: string;
}

/** Checked as if it came from the store, so that no key is made which would be refused later. */
const newRecord = (identity: Identity, terms: KeyTerms, now: number): ApiKeyRecord =>
  parseKeyRecord({
    ...terms,
    id: identity.id,
    environment: identity.environment,
    secretHash: identity.secretHash,
    status: 'active',
    createdAt: new Date(now).toISOString(),
  });

/** A key that nobody knows of yet. Throws for terms of a wrong form. */
export const drawKey = (
  { clock, random }: { readonly clock: Clock; readonly random: RandomBytes },
  { environment, ...terms }: KeyTerms & Pick<ApiKeyRecord, 'environment'>,
): IssuedKey => {
  const key = createKeyText(environment, random);
  return { text: key.text, record: newRecord(key, terms, clock()) };
};

/** Makes a key and stores its hash. Throws when it could not be stored. */
export const issueKey = async (
  { keys, clock, random }: AdoptDeps & { readonly random: RandomBytes },
  terms: KeyTerms & Pick<ApiKeyRecord, 'environment'>,
): Promise<IssuedKey> => {
  const issued = drawKey({ clock, random }, terms);
  await keys.create(issued.record);
  return issued;
};

/**
 * Stores a key whose text was chosen elsewhere, unless it is stored already; then its terms stay as they are.
 * Throws when the text is not of our form, and when its id belongs to a key with another secret.
 */
export const adoptKey = async (
  { keys, clock }: AdoptDeps,
  text: Sensitive<string>,
  terms: KeyTerms,
  signal: AbortSignal,
): Promise<ApiKeyRecord> => {
  const key = parseKeyText(text.reveal());
  if (key === undefined) throw new Error('The key must look like hwk_live_ID_SECRET (12 and 43 characters).');
  const secretHash = hashSecret(key.secret);
  const found = await keys.find(key.id, signal);
  if (found !== undefined) {
    if (found.secretHash === secretHash && found.environment === key.environment) return found;
    throw new Error('Another key has the id of this key.');
  }
  const record = newRecord({ ...key, secretHash }, terms, clock());
  await keys.create(record);
  return record;
};
