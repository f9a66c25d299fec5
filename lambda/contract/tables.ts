/** The shape of the DynamoDB tables, for the infrastructure, the adapters and the laptop alike. All keys are strings. */
export const TABLES = {
  /** API keys: one item a key, `id` is the key's public half. */
  keys: { partitionKey: 'id' },
  /**
   * Tokens: `pk` is `TENANT#SCOPE`, `sk` is `TOKEN#VALUETAG`; and the tenants' wrapped data keys: `pk` is `TENANT`,
   * `sk` is `KEY#EPOCH`.
   */
  vault: { partitionKey: 'pk', sortKey: 'sk', ttl: 'expiresAt' },
  /**
   * Stored responses and conversations, sealed: `pk` is `TENANT#KIND#ID`, `sk` the part of it; see `state/`. What is too
   * large for an item rests in the state bucket, under the same names.
   */
  state: { partitionKey: 'pk', sortKey: 'sk', ttl: 'expiresAt' },
  /**
   * Audit records: `writer` is the environment that wrote them, `position` their place in its chain (12 digits);
   * parts of a long content stand beside the record as `POSITION#PART`.
   */
  audit: { partitionKey: 'writer', sortKey: 'position' },
  /** Counts of requests: one item for a key, or a tenant, and a minute or month; see `access/limit-store.ts`. */
  limits: { partitionKey: 'window', ttl: 'expiresAt' },
  /** What was found in texts: one item a text, `id` is `TENANT#NAME`; see `phi/span-cache/`. */
  spans: { partitionKey: 'id', ttl: 'expiresAt' },
} as const;
