import type { Clock } from './clock.ts';
import { orAborted, withDeadline } from './deadline.ts';
import { createExpiringMap } from './expiring-map.ts';

export interface SharedCacheLimits<V> {
  readonly clock: Clock;
  readonly maxEntries: number;
  /** How long a value may be handed out, counted from when its loading began. */
  readonly maxAgeMs: (value: V) => number;
  /** How often a value may be handed out; no limit when absent. */
  readonly maxUses?: number;
  /** How long one loading may take. */
  readonly timeoutMs: number;
}

/** Values that are dear to load. Callers that come while a value is being loaded share that one loading. */
export interface SharedCache<V> {
  /** Rejects as the loading does, and when the caller's signal aborts. Failures are not kept. */
  get(key: string, load: (signal: AbortSignal) => Promise<V>, signal: AbortSignal): Promise<V>;
}

/**
 * The loading runs under a time limit of its own and not under the signal of the caller who happened to be first:
 * otherwise one client hanging up would fail the others who wait with it.
 */
export const createSharedCache = <V>(limits: SharedCacheLimits<V>): SharedCache<V> => {
  const { clock, maxUses = Number.POSITIVE_INFINITY } = limits;
  const kept = createExpiringMap<{ readonly value: V; uses: number }>(clock, limits.maxEntries);
  const loading = new Map<string, Promise<V>>();

  const load = async (key: string, call: (signal: AbortSignal) => Promise<V>): Promise<V> => {
    const startedAt = clock();
    try {
      const value = await withDeadline(limits.timeoutMs, undefined, call);
      kept.set(key, { value, uses: 1 }, startedAt + limits.maxAgeMs(value));
      return value;
    } finally {
      loading.delete(key);
    }
  };

  return {
    async get(key, call, signal) {
      const hit = kept.get(key);
      if (hit !== undefined && hit.uses < maxUses) {
        hit.uses += 1;
        return hit.value;
      }
      let pending = loading.get(key);
      if (pending === undefined) {
        pending = load(key, call);
        loading.set(key, pending);
      }
      return await orAborted(pending, signal);
    },
  };
};
