/** Where AWS is; what is left out comes from the environment and its profiles, as in every SDK of AWS. */
export interface Connection {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A person waits for the answer, so a lost connection is told soon. */
export const LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 8_000, maxAttempts: 3 };
