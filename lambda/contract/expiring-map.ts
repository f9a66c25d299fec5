import type { Clock } from './clock.ts';

/** A map that forgets: entries past their time, and the least recently used ones beyond its size. */
export interface ExpiringMap<V> {
  get(key: string): V | undefined;
  /** `expiresAt` in milliseconds since the epoch. */
  set(key: string, value: V, expiresAt: number): void;
}

export const createExpiringMap = <V>(clock: Clock, maxEntries: number): ExpiringMap<V> => {
  // A Map keeps the order of insertion, so the first key is the one that was used longest ago.
  const entries = new Map<string, { readonly value: V; readonly expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAt <= clock()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, expiresAt) {
      entries.delete(key);
      entries.set(key, { value, expiresAt });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
  };
};
