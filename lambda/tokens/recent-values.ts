import type { Clock } from '../contract/clock.ts';
import { createExpiringMap } from '../contract/expiring-map.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import type { VaultItem } from './vault.ts';

/** No longer than a plain key is kept: a tenant whose key is gone is unreadable after this time at the latest. */
const REMEMBERED_MS = 5 * 60_000;
const MOST_REMEMBERED = 20_000;

interface RecentValue {
  readonly value: Sensitive<string>;
  /** When its row expires, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Which row of the vault. */
export type RowName = Pick<VaultItem, 'tenant' | 'scope' | 'token' | 'valueTag'>;

/** The values that this process has kept or recalled lately, so that turn after turn costs no reads. */
export interface RecentValues {
  get(row: RowName): RecentValue | undefined;
  set(row: RowName, recent: RecentValue): void;
}

/** The name of a row among all tenants'. */
export const rowName = ({ tenant, scope, token, valueTag }: RowName): string =>
  [tenant, scope, token, valueTag].join('#');

export const createRecentValues = (clock: Clock): RecentValues => {
  const recent = createExpiringMap<RecentValue>(clock, MOST_REMEMBERED);
  return {
    get: (row) => recent.get(rowName(row)),
    set(row, value) {
      recent.set(rowName(row), value, clock() + REMEMBERED_MS);
    },
  };
};
