import type { Clock } from '../contract/clock.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import type { RandomBytes } from '../contract/random.ts';
import { type Sleep, sleep } from '../contract/retry-delay.ts';
import type { AuditStore, StoredRecord } from './audit-store.ts';
import { canonicalJson } from './canonical-json.ts';
import { GENESIS, sealLink } from './chain.ts';
import { type PackedContent, packContent } from './content.ts';
import type { AuditEvent, AuditLog } from './event.ts';
import { createPlacer } from './place-record.ts';

export interface AuditWriterDeps {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly sleep?: Sleep;
  /** How often one item is tried, and how long one try may take. */
  readonly attempts?: number;
  readonly attemptTimeoutMs?: number;
  /** After how long a whole write is given up, its waiting for the writes before it included. */
  readonly budgetMs?: number;
}

const WRITER_BYTES = 16;

interface Entry {
  readonly event: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly packed: PackedContent | undefined;
}

/** A copy as it will be read back: the caller may go on changing the objects that it handed in. */
const snapshot = (event: object): Readonly<Record<string, unknown>> => {
  const copy: unknown = JSON.parse(canonicalJson(event));
  return Object.fromEntries(Object.entries(copy ?? {}));
};

const prepare = async ({ content, ...event }: AuditEvent, at: string): Promise<Entry> => {
  const kept = snapshot(event);
  return { event: kept, at, packed: content === undefined ? undefined : await packContent(content) };
};

/**
 * Writes the chain of this process: a writer id of its own, records in the order of the calls, one at a time. Other
 * processes have chains of their own, so they never wait for each other.
 *
 * A record whose fate is unknown is kept in mind, and nothing is written after it until it is known to be in its
 * place. So the chain neither forks nor skips, whatever the store does; at worst it holds a record of which the
 * caller was told that it failed.
 */
export const createAuditWriter = (deps: AuditWriterDeps): AuditLog => {
  const { store, clock, random, budgetMs = 6_000 } = deps;
  const writer = Buffer.from(random(WRITER_BYTES)).toString('hex');
  const placer = createPlacer({
    store,
    random,
    sleep: deps.sleep ?? sleep,
    attempts: deps.attempts ?? 5,
    attemptTimeoutMs: deps.attemptTimeoutMs ?? 2_000,
  });
  let nextSeq = 1;
  let head = GENESIS;
  let unsettled: StoredRecord | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const place = async (stored: StoredRecord, signal: AbortSignal): Promise<void> => {
    const placement = await placer.place(stored, stored === unsettled, signal);
    unsettled = placement === 'unknown' ? stored : undefined;
    if (placement !== 'stored') throw new Error('An audit record could not be stored.');
    nextSeq = stored.record.seq + 1;
    head = stored.record.hash;
  };

  const append = async ({ event, at, packed }: Entry, signal: AbortSignal): Promise<void> => {
    if (unsettled !== undefined) await place(unsettled, signal);
    const seq = nextSeq;
    const content = packed?.content;
    for (const [index, bytes] of packed?.parts.entries() ?? []) {
      await placer.placePart({ writer, seq, sha256: content?.sha256 ?? '', index, bytes }, signal);
    }
    const link = { version: 1 as const, writer, seq, at, event, prevHash: head };
    const record = sealLink(content === undefined ? link : { ...link, content });
    await place(packed?.inline === undefined ? { record } : { record, inline: packed.inline }, signal);
  };

  return {
    async write(event) {
      // Compressing starts at once; only the writing waits for its turn.
      const prepared = prepare(event, new Date(clock()).toISOString());
      const turn = Promise.allSettled([queue, prepared]);
      // The budget counts from here: whoever waits behind a store that hangs doesn't wait longer than others.
      const signal = AbortSignal.timeout(budgetMs);
      const written = turn.then(async () => {
        if (signal.aborted) throw new Error('The turn came too late.');
        await append(await prepared, signal);
      });
      queue = written.catch(() => undefined);
      try {
        await written;
      } catch {
        throw new GatewayError('audit_failed', { retryAfterSeconds: 1 });
      }
    },
  };
};
