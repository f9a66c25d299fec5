import type { AuditRecord } from './record.ts';

/**
 * What is known after a write failed. `throttled` and `unreachable`: nothing was written, and trying again may help.
 * `refused`: nothing was written, and trying again won't help. `ambiguous`: nobody knows.
 */
export type StoreFailure = 'throttled' | 'unreachable' | 'refused' | 'ambiguous';

/** What implementations of `AuditStore` throw. Anything else that they throw counts as `ambiguous`. */
export class AuditStoreError extends Error {
  override readonly name = 'AuditStoreError';
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure) {
    super('The audit store failed.');
    this.failure = failure;
  }
}

/** A record with the compressed content that stands in its own item, if any. */
export interface StoredRecord {
  readonly record: AuditRecord;
  readonly inline?: Uint8Array;
}

/** A piece of a content that is too large for the record's own item. */
export interface AuditPart {
  readonly writer: string;
  readonly seq: number;
  /** SHA-256 of the whole content: parts of a write that was given up can't be taken for those of the next one. */
  readonly sha256: string;
  /** From 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Where audit records rest. Nothing is ever overwritten; reads are consistent with all earlier writes. */
export interface AuditStore {
  /** `taken`: there is a record at this place already, perhaps this very one from an earlier try. */
  append(stored: StoredRecord, signal: AbortSignal): Promise<'stored' | 'taken'>;
  /** Resolves when the part is there, also from an earlier try. */
  putPart(part: AuditPart, signal: AbortSignal): Promise<void>;
  find(writer: string, seq: number, signal: AbortSignal): Promise<StoredRecord | undefined>;
  /** The bytes of a part, `undefined` when there is none. */
  findPart(place: Omit<AuditPart, 'bytes'>, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** A writer's records in the order of their places. */
  list(writer: string, signal: AbortSignal): AsyncIterable<StoredRecord>;
}
