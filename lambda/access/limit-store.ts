/** One stretch of time in which the requests of a key, or of a tenant, are counted together. */
export interface LimitWindow {
  /** Says whose, and which: `key#a1b2c3d4e5f6#2026-11`. It never comes again, so a count never starts anew. */
  readonly id: string;
  /** From when on the count may be forgotten, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Where requests are counted. Implementations throw on anything they can't answer for sure. */
export interface LimitStore {
  /**
   * Counts one more request, unless there are `limit` already: one step, however many ask at the same time. The new
   * count; `undefined` when the window is full, and then nothing was counted.
   *
   * A request may have been counted when this throws, and twice when an answer was lost on the way. Never less than once.
   */
  count(window: LimitWindow, limit: number, signal: AbortSignal): Promise<number | undefined>;
}
