/** An entry at rest. Nothing in it is believed before its MAC was checked. */
export interface SpanRow {
  /** `TENANT#NAME` */
  readonly id: string;
  /** What was found, see `entry.ts`. */
  readonly entry: Uint8Array;
  readonly mac: Uint8Array;
  /** Seconds since the epoch; the row may be gone any time after. */
  readonly expiresAt: number;
}

/** Keeps rows for other processes. */
export interface SpanStore {
  /** Those that there are, in any order. */
  get(ids: readonly string[], signal: AbortSignal): Promise<readonly SpanRow[]>;
  put(rows: readonly SpanRow[], signal: AbortSignal): Promise<void>;
}
