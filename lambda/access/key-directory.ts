import type { KeyId } from '../contract/tenant.ts';
import type { ApiKeyRecord } from './api-key.ts';

/** A key in the list of all. One that can't be read is in it too: the gateway refuses it, and somebody should know. */
export type ListedKey =
  | { readonly kind: 'key'; readonly record: ApiKeyRecord }
  | { readonly kind: 'malformed'; readonly id: string };

/** What the operator does with keys, and no function may. Implementations throw on anything they can't do for sure. */
export interface KeyDirectory {
  /** All keys, in no order. */
  list(signal: AbortSignal): AsyncIterable<ListedKey>;
  /** Throws unless the key is there and still had the other status. */
  setStatus(id: KeyId, status: ApiKeyRecord['status'], signal: AbortSignal): Promise<void>;
}
