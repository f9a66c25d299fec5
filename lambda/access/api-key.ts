import type { KeyId, TenantId } from '../contract/tenant.ts';
import type { Role } from './roles.ts';

/** What the store knows of an API key. The secret itself is never stored. */
export interface ApiKeyRecord {
  readonly id: KeyId;
  readonly tenant: TenantId;
  readonly role: Role;
  readonly environment: 'live' | 'test';
  readonly status: 'active' | 'disabled';
  /** SHA-256 of the secret, lower-case hex. The secret has 256 random bits, so a plain hash can't be searched. */
  readonly secretHash: string;
  /** `kept`: values go to the vault. `none`: they live for the request only and the audit holds no text. */
  readonly vault: 'kept' | 'none';
  /** `max_tokens` above this is lowered to it. */
  readonly maxOutputTokens?: number;
  /** How many requests of this key a minute takes, and a calendar month; both UTC, see `limits.ts`. */
  readonly requestsPerMinute?: number;
  readonly requestsPerMonth?: number;
  /**
   * This key is refused once its tenant has made so many. All keys of the tenant that have such a limit count together,
   * so one with a lower limit than the others gives way to them.
   */
  readonly tenantRequestsPerMinute?: number;
  readonly tenantRequestsPerMonth?: number;
  /** What the operator calls it, for people who read the list of keys. */
  readonly label?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; from then on the key is refused. */
  readonly expiresAt?: string;
}

/** The limits that a key may have. */
export type KeyLimits = Pick<
  ApiKeyRecord,
  | 'maxOutputTokens'
  | 'requestsPerMinute'
  | 'requestsPerMonth'
  | 'tenantRequestsPerMinute'
  | 'tenantRequestsPerMonth'
>;

/** Who is calling, after the key has been checked. Each limit is named, so that none is left out by mistake. */
export type Caller = Pick<ApiKeyRecord, 'tenant' | 'role' | 'vault'> & {
  readonly keyId: KeyId;
} & { readonly [Limit in keyof KeyLimits]-?: KeyLimits[Limit] | undefined };

/** Where keys rest. Implementations throw on anything they can't answer for sure; they never guess "not found". */
export interface KeyStore {
  /** `undefined` only when the store answered that there is no such key. */
  find(id: KeyId, signal: AbortSignal): Promise<ApiKeyRecord | undefined>;
  /** Throws when the id is taken. */
  create(record: ApiKeyRecord): Promise<void>;
}
