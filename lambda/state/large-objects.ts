/**
 * Where sealed bytes rest that are too large for a row. An object is never written over by another: its name tells its
 * contents. What is left behind when a write breaks off goes some days after the retention time.
 */
export interface LargeObjects {
  /** Durable when it resolves. */
  put(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Throws when there is none, or when it hasn't that many bytes. */
  get(name: string, bytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Lets its time begin anew. Does nothing when there is none. */
  renew(name: string, signal: AbortSignal): Promise<void>;
  /** Does nothing when there is none. */
  delete(name: string, signal: AbortSignal): Promise<void>;
}
