import { withDeadline } from '../contract/deadline.ts';
import type { RandomBytes } from '../contract/random.ts';
import { retryDelay, type Sleep } from '../contract/retry-delay.ts';
import {
  type AuditPart,
  type AuditStore,
  AuditStoreError,
  type StoredRecord,
  type StoreFailure,
} from './audit-store.ts';

/**
 * What became of a record. `absent`: it is not there and never will be. `unknown`: it may be there, or come to be
 * there when a write that was given up on arrives late. `conflict`: another record has its place.
 */
type Placement = 'stored' | 'absent' | 'unknown' | 'conflict';

export interface PlaceDeps {
  readonly store: AuditStore;
  readonly random: RandomBytes;
  readonly sleep: Sleep;
  /** How often one item is tried. */
  readonly attempts: number;
  /** How long one try may take. */
  readonly attemptTimeoutMs: number;
}

/** Puts items into the store, again and again until it is known what became of them or the signal aborts. */
export interface Placer {
  /** `doubtful`: the record was tried before and may be there already. */
  place(stored: StoredRecord, doubtful: boolean, signal: AbortSignal): Promise<Placement>;
  /** Throws when the part could not be stored. Storing it twice does no harm, so nothing has to be settled. */
  placePart(part: AuditPart, signal: AbortSignal): Promise<void>;
}

type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: StoreFailure };

/** One call, with a time limit. What isn't known to be harmless counts as ambiguous. */
const ask = async <T>(
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Reply<T>> => {
  try {
    return { ok: true, value: await withDeadline(timeoutMs, signal, call) };
  } catch (error) {
    return { ok: false, failure: error instanceof AuditStoreError ? error.failure : 'ambiguous' };
  }
};

/** Waits before the next try. `false` when there is none left, or no time for it. */
const pause = async (
  { attempts, random, sleep }: PlaceDeps,
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> => {
  if (attempt >= attempts) return false;
  try {
    await sleep(retryDelay(attempt, random), signal);
  } catch {
    return false;
  }
  return !signal.aborted;
};

export const createPlacer = (deps: PlaceDeps): Placer => {
  const { store, attemptTimeoutMs } = deps;

  /** Settles a doubt: is this record, another one, or none in its place? `unknown` when nobody answers. */
  const look = async ({ record }: StoredRecord, signal: AbortSignal): Promise<Placement> => {
    const reply = await ask(attemptTimeoutMs, signal, (own) => store.find(record.writer, record.seq, own));
    if (!reply.ok) return 'unknown';
    if (reply.value === undefined) return 'absent';
    return reply.value.record.hash === record.hash ? 'stored' : 'conflict';
  };

  const put = async (
    stored: StoredRecord,
    signal: AbortSignal,
  ): Promise<'stored' | 'taken' | StoreFailure> => {
    const reply = await ask(attemptTimeoutMs, signal, (own) => store.append(stored, own));
    return reply.ok ? reply.value : reply.failure;
  };

  return {
    async place(stored, doubtful, signal) {
      // Once in doubt, always in doubt until the record is seen: a write that was given up on may still arrive.
      let doubt = doubtful;
      for (let attempt = 1; ; attempt += 1) {
        const seen = doubt ? await look(stored, signal) : 'absent';
        if (seen === 'stored' || seen === 'conflict') return seen;
        const done = seen === 'absent' ? await put(stored, signal) : 'ambiguous';
        if (done === 'stored') return 'stored';
        if (done === 'taken' || done === 'ambiguous') doubt = true;
        const again = done !== 'refused' && (await pause(deps, attempt, signal));
        if (!again) return doubt ? 'unknown' : 'absent';
      }
    },
    async placePart(part, signal) {
      for (let attempt = 1; ; attempt += 1) {
        const reply = await ask(attemptTimeoutMs, signal, (own) => store.putPart(part, own));
        if (reply.ok) return;
        const again = reply.failure !== 'refused' && (await pause(deps, attempt, signal));
        if (!again) throw new Error('A part of an audited content could not be stored.');
      }
    },
  };
};
