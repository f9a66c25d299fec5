import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import { withDeadline } from '../../contract/deadline.ts';
import type { Sensitive } from '../../contract/sensitive.ts';
import type { TenantId } from '../../contract/tenant.ts';
import type { Span } from '../span.ts';
import { readEntry, writeEntry } from './entry.ts';
import type { FoundText, NamedText, SpanCache } from './span-cache.ts';
import { macOf, type SpanKeyOf } from './span-keys.ts';
import type { SpanRow, SpanStore } from './span-store.ts';

export interface StoredSpanCacheDeps {
  readonly store: SpanStore;
  readonly keyOf: SpanKeyOf;
  readonly clock: Clock;
  readonly retentionDays: number;
  /** How long a reading may take. */
  readonly timeoutMs?: number;
}

/** Rarely slower than this; asking the service takes longer. */
const READ_MS = 500;
const WRITE_MS = 5_000;
const DAY_SECONDS = 86_400;

/** In UTF-16 units. The service is asked for many shorter texts in one call, which is no dearer than as many rows. */
const LEAST_LENGTH = 48;
/** Of one request; the longest texts are the dearest. */
const MOST_TEXTS = 300;
/** An item of DynamoDB has 400 KB. */
const MOST_BYTES = 300_000;

const worthwhile = <T extends NamedText>(texts: readonly T[]): readonly T[] =>
  texts
    .filter(({ length }) => length >= LEAST_LENGTH)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_TEXTS);

const idOf = (tenant: TenantId, { name }: NamedText): string => `${tenant}#${name}`;

const isVouchedFor = ({ mac, expiresAt, entry }: SpanRow, { name }: NamedText, key: Sensitive<Buffer>) => {
  const due = macOf(key, name, expiresAt, entry);
  return mac.length === due.length && timingSafeEqual(mac, due);
};

/** `undefined` for a row that nobody with the tenant's key wrote for this text, or whose time is over. */
const believed = (
  row: SpanRow,
  text: NamedText,
  key: Sensitive<Buffer>,
  now: number,
): readonly Span[] | undefined => {
  try {
    if (!isVouchedFor(row, text, key) || row.expiresAt * 1_000 <= now) return undefined;
    return readEntry(row.entry, text.length);
  } catch {
    return undefined;
  }
};

/**
 * Remembers in a store that other processes share. Whoever may write to it can make it forget, not lie: an entry counts
 * only with a MAC under the tenant's key, over the text that it is of. For a key that keeps nothing, nothing is kept.
 */
export const createStoredSpanCache = (deps: StoredSpanCacheDeps): SpanCache => {
  const { store, keyOf, clock, retentionDays, timeoutMs = READ_MS } = deps;

  const read = async (
    tenant: TenantId,
    texts: readonly NamedText[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Span[]>> => {
    const key = await keyOf(tenant, signal);
    const rows = await store.get(
      texts.map((text) => idOf(tenant, text)),
      signal,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const known = new Map<string, readonly Span[]>();
    for (const text of texts) {
      const row = byId.get(idOf(tenant, text));
      const spans = row && believed(row, text, key, clock());
      if (spans !== undefined) known.set(text.name, spans);
    }
    return known;
  };

  const write = async (tenant: TenantId, found: readonly FoundText[], signal: AbortSignal): Promise<void> => {
    const key = await keyOf(tenant, signal);
    const expiresAt = Math.floor(clock() / 1_000) + retentionDays * DAY_SECONDS;
    const rows = found.map((text): SpanRow => {
      const entry = writeEntry(text);
      return { id: idOf(tenant, text), entry, mac: macOf(key, text.name, expiresAt, entry), expiresAt };
    });
    await store.put(
      rows.filter(({ entry }) => entry.length <= MOST_BYTES),
      signal,
    );
  };

  return {
    async find({ tenant, keeps }, texts, signal) {
      const wanted = keeps === 'everything' ? worthwhile(texts) : [];
      if (wanted.length === 0) return new Map();
      try {
        return await withDeadline(timeoutMs, signal, (own) => read(tenant, wanted, own));
      } catch {
        return new Map();
      }
    },
    keep({ tenant, keeps }, found) {
      const wanted = keeps === 'everything' ? worthwhile(found) : [];
      if (wanted.length === 0) return;
      withDeadline(WRITE_MS, undefined, (own) => write(tenant, wanted, own)).catch(() => undefined);
    },
  };
};
