import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../contract/clock.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { createSharedCache } from '../contract/shared-cache.ts';
import type { ApiKeyRecord, Caller, KeyStore } from './api-key.ts';
import { parseKeyRecord } from './key-record.ts';
import { hashSecret, type KeyText, parseKeyText } from './key-text.ts';

/** A key that was disabled is refused after this time at the latest. */
const FOUND_MS = 60_000;
/** A key that was just made is accepted after this time at the latest. */
const UNKNOWN_MS = 5_000;
const MOST_KEYS = 10_000;

/** What an unknown key's secret is compared with, so that the answer takes as long as for a known one. */
const NO_HASH = '0'.repeat(64);

export interface AuthenticatorDeps {
  readonly keys: KeyStore;
  readonly clock: Clock;
  /** How long the store may take. */
  readonly timeoutMs?: number;
}

export interface Authenticator {
  /**
   * Finds out who is calling. `presented` is the key alone, without `Bearer`.
   * Throws `missing_key`, `invalid_key` (one answer, whatever is wrong with the key) or `access_failed`.
   */
  authenticate(presented: string | undefined, signal: AbortSignal): Promise<Caller>;
}

const matches = (record: ApiKeyRecord | undefined, key: KeyText, now: number): record is ApiKeyRecord => {
  const expected = Buffer.from(record?.secretHash ?? NO_HASH, 'hex');
  const right = timingSafeEqual(expected, Buffer.from(hashSecret(key.secret), 'hex'));
  if (record === undefined || !right) return false;
  if (record.status !== 'active' || record.environment !== key.environment) return false;
  return record.expiresAt === undefined || now < Date.parse(record.expiresAt);
};

const toCaller = (record: ApiKeyRecord): Caller => ({
  keyId: record.id,
  tenant: record.tenant,
  role: record.role,
  vault: record.vault,
  maxOutputTokens: record.maxOutputTokens,
  requestsPerMinute: record.requestsPerMinute,
  requestsPerMonth: record.requestsPerMonth,
  tenantRequestsPerMinute: record.tenantRequestsPerMinute,
  tenantRequestsPerMonth: record.tenantRequestsPerMonth,
});

export const createAuthenticator = ({ keys, clock, timeoutMs = 3_000 }: AuthenticatorDeps): Authenticator => {
  const cache = createSharedCache<ApiKeyRecord | undefined>({
    clock,
    maxEntries: MOST_KEYS,
    maxAgeMs: (record) => (record === undefined ? UNKNOWN_MS : FOUND_MS),
    timeoutMs,
  });

  /** Whatever the store answers is checked here, where it decides who may come in. */
  const load = async ({ id }: KeyText, signal: AbortSignal): Promise<ApiKeyRecord | undefined> => {
    const found = await keys.find(id, signal);
    if (found === undefined) return undefined;
    const record = parseKeyRecord(found);
    if (record.id !== id) throw new Error('The key store answered with another key.');
    return record;
  };

  const find = async (key: KeyText, signal: AbortSignal): Promise<ApiKeyRecord | undefined> => {
    try {
      return await cache.get(key.id, (own) => load(key, own), signal);
    } catch {
      throw new GatewayError('access_failed', { retryAfterSeconds: 1 });
    }
  };

  return {
    async authenticate(presented, signal) {
      if (presented === undefined || presented === '') throw new GatewayError('missing_key');
      const key = parseKeyText(presented);
      if (key === undefined) throw new GatewayError('invalid_key');
      const record = await find(key, signal);
      if (!matches(record, key, clock())) throw new GatewayError('invalid_key');
      return toCaller(record);
    },
  };
};
