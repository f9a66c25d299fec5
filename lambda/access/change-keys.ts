import type { Clock } from '../contract/clock.ts';
import type { RandomBytes } from '../contract/random.ts';
import type { KeyId, TenantId } from '../contract/tenant.ts';
import type { ApiKeyRecord, KeyStore } from './api-key.ts';
import { drawKey, type IssuedKey, type KeyTerms } from './issue-key.ts';
import type { KeyDirectory } from './key-directory.ts';
import { isOperatorName } from './operator.ts';

/** What is put on record of a key. Its secret isn't, nor the hash of it. */
export type KeyChange = {
  readonly tenant: TenantId;
  readonly keyId: KeyId;
  readonly changedBy: string;
} & (
  | { readonly kind: 'key_created'; readonly terms: Readonly<Record<string, string | number>> }
  | {
      readonly kind: 'key_changed';
      readonly before: ApiKeyRecord['status'];
      readonly after: ApiKeyRecord['status'];
    }
);

interface Recorded {
  /** The audit log takes such a change. */
  readonly audit: { write(event: KeyChange): Promise<void> };
  readonly changedBy: string;
}

const requireName = (changedBy: string): void => {
  if (!isOperatorName(changedBy)) throw new Error('Who changes keys must be 1 to 256 plain characters.');
};

/**
 * Makes a key. It is on record before it is stored: at worst the audit tells of a key that never worked.
 *
 * Throws for terms of a wrong form, and what the audit and the store throw; then there is no key.
 */
export const createKey = async (
  deps: Recorded & { readonly keys: KeyStore; readonly clock: Clock; readonly random: RandomBytes },
  terms: KeyTerms & Pick<ApiKeyRecord, 'environment'>,
): Promise<IssuedKey> => {
  const { keys, audit, changedBy } = deps;
  requireName(changedBy);
  const issued = drawKey(deps, terms);
  const { tenant, ...decided } = terms;
  await audit.write({ kind: 'key_created', tenant, keyId: issued.record.id, changedBy, terms: decided });
  await keys.create(issued.record);
  return issued;
};

/**
 * Disables a key, or enables it again; on record before it happens. Nothing happens to a key that is so already. The
 * functions follow within a minute, see `authenticate.ts`.
 *
 * @returns `unknown` where there is no such key
 */
export const setKeyStatus = async (
  deps: Recorded & { readonly keys: Pick<KeyStore, 'find'>; readonly directory: KeyDirectory },
  { id, status }: Pick<ApiKeyRecord, 'id' | 'status'>,
  signal: AbortSignal,
): Promise<'changed' | 'unchanged' | 'unknown'> => {
  const { keys, directory, audit, changedBy } = deps;
  requireName(changedBy);
  const found = await keys.find(id, signal);
  if (found === undefined) return 'unknown';
  if (found.status === status) return 'unchanged';
  await audit.write({
    kind: 'key_changed',
    ...{ tenant: found.tenant, keyId: id, changedBy },
    ...{ before: found.status, after: status },
  });
  await directory.setStatus(id, status, signal);
  return 'changed';
};
