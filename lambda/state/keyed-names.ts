import { createHmac } from 'node:crypto';
import type { TenantId } from '../contract/tenant.ts';
import type { TenantKeys } from '../tokens/tenant-keys.ts';

/** Keyed hashes, under which things are found whose own names must not stand in keys: they may say anything. */
export interface KeyedNames {
  /** In the order of what they are of. Throws `keys_failed`. */
  of(
    tenant: TenantId,
    kind: 'item' | 'sealed',
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

export const createKeyedNames = (keys: TenantKeys): KeyedNames => ({
  async of(tenant, kind, texts, signal) {
    const key = await keys.derived(tenant, 'state', signal);
    return texts.map((text) =>
      createHmac('sha256', key.reveal()).update(`${kind} `).update(text).digest('base64url'),
    );
  },
});
