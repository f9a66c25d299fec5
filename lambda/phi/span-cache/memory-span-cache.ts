import type { Span } from '../span.ts';
import type { SpanCache } from './span-cache.ts';

/** What V8 takes for an entry, and for each span of it, roughly. */
const ENTRY_BYTES = 300;
const SPAN_BYTES = 100;

const bytesOf = (spans: readonly Span[]): number => ENTRY_BYTES + spans.length * SPAN_BYTES;

/** Remembers in this process, no more than so many bytes: what was used longest ago is forgotten first. */
export const createMemorySpanCache = (mostBytes: number): SpanCache => {
  // A Map keeps the order of insertion, so the first key is the one that was used longest ago.
  const entries = new Map<string, readonly Span[]>();
  let bytes = 0;
  const take = (key: string): readonly Span[] | undefined => {
    const spans = entries.get(key);
    if (spans === undefined) return undefined;
    entries.delete(key);
    bytes -= bytesOf(spans);
    return spans;
  };
  const put = (key: string, spans: readonly Span[]): void => {
    entries.set(key, spans);
    bytes += bytesOf(spans);
  };

  return {
    find({ tenant }, texts) {
      const known = new Map<string, readonly Span[]>();
      for (const { name } of texts) {
        const key = `${tenant}#${name}`;
        const spans = take(key);
        if (spans === undefined) continue;
        put(key, spans);
        known.set(name, spans);
      }
      return Promise.resolve(known);
    },
    keep({ tenant }, found) {
      for (const { name, spans } of found) {
        take(`${tenant}#${name}`);
        put(`${tenant}#${name}`, spans);
      }
      for (const key of entries.keys()) {
        if (bytes <= mostBytes) return;
        take(key);
      }
    },
  };
};
