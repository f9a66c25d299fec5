/** Where a row stands. */
export interface StateKey {
  readonly partition: string;
  readonly sort: string;
}

/** Sealed bytes, or where they are among the large objects. */
export type StateBody =
  | { readonly kind: 'inline'; readonly sealed: Uint8Array }
  | {
      readonly kind: 'object';
      readonly name: string;
      /** Length and hash of the object, which is believed only when it has both. */
      readonly bytes: number;
      readonly sha256: string;
    };

export interface StateRow extends StateKey {
  /** Changes whenever the body does. Opaque to the table. */
  readonly version: string;
  /** The data key's epoch, such as `2026-11`. */
  readonly epoch: string;
  readonly body: StateBody;
  /** Seconds since the epoch; DynamoDB deletes the row after it, which may take days. */
  readonly expiresAt: number;
  /** Set when its deletion has begun. */
  readonly closed: boolean;
}

/** A row without what it holds. */
export interface StateOutline extends StateKey {
  /** The name of its large object, where it has one. */
  readonly object: string | undefined;
}

/** What must be there for a row to be written: no row, any or none that isn't closed, or this version of it, not closed. */
export type Expected = 'absent' | 'open' | { readonly version: string };

/** Where stored state rests. Reads see every write that has resolved. A call throws when its outcome isn't sure. */
export interface StateTable {
  /** `refused` when something else was there than expected, which may be this very row from a try without an answer. */
  put(row: StateRow, expected: Expected, signal: AbortSignal): Promise<'stored' | 'refused'>;
  /** Writes all of them, in any order and whatever was there. Throws unless every row is durable. */
  putAll(rows: readonly StateRow[], signal: AbortSignal): Promise<void>;
  /** The rows that there are, in any order. Each key at most once. */
  get(keys: readonly StateKey[], signal: AbortSignal): Promise<readonly StateRow[]>;
  /** All rows whose sort key begins so, in its order. */
  list(partition: string, sortPrefix: string, signal: AbortSignal): Promise<readonly StateRow[]>;
  /** All rows of a partition, in order, without their bodies. */
  outline(partition: string, signal: AbortSignal): Promise<readonly StateOutline[]>;
  /** The last row whose sort key begins so. */
  last(partition: string, sortPrefix: string, signal: AbortSignal): Promise<StateKey | undefined>;
  /** Gives a row a new time of expiry, unless it is gone, or not of this version where one is named. */
  renew(key: StateKey, expiresAt: number, signal: AbortSignal, version?: string): Promise<void>;
  /** Marks that a row's deletion has begun; false when there is none that lives beyond that second. */
  close(key: StateKey, now: number, signal: AbortSignal): Promise<boolean>;
  /** Deletes a row, if there is one, and only of this version where one is named. */
  delete(key: StateKey, signal: AbortSignal, version?: string): Promise<void>;
}
