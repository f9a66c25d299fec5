import * as z from 'zod/mini';

const SHA256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What a record says of a content that stands beside it. */
const CONTENT = z.strictObject({
  /** SHA-256 of the text's UTF-8 bytes, lower-case hex. */
  sha256: SHA256,
  /** How many bytes that is. */
  bytes: z.int().check(z.nonnegative()),
  /** How many items hold the compressed bytes; 0 when they stand in the record's own item. */
  parts: z.int().check(z.nonnegative()),
});

const LINK = z.strictObject({
  version: z.literal(1),
  /** The process that wrote it: 32 hex digits, drawn when it started. */
  writer: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  /** The place in the writer's chain, from 1. */
  seq: z.int().check(z.positive(), z.maximum(999_999_999_999)),
  /** When it happened; ISO 8601. */
  at: z.iso.datetime(),
  /** What happened: an `AuditEvent` without its content. Kept as it is, so that old records stay readable. */
  event: z.record(z.string(), z.unknown()),
  content: z.exactOptional(CONTENT),
  /** The hash of the record before; 64 zeros in the first. */
  prevHash: SHA256,
});

const RECORD = z.extend(LINK, { hash: SHA256 });

/** What is hashed of a record: all of it but the hash. */
export type AuditLink = z.infer<typeof LINK>;
export type AuditContent = z.infer<typeof CONTENT>;

/** One link of a writer's chain. */
export type AuditRecord = z.infer<typeof RECORD>;

/** Checks the form of a record that comes from outside, not its hash. Throws with a constant message. */
export const parseRecord = (raw: unknown): AuditRecord => {
  const parsed = RECORD.safeParse(raw);
  if (!parsed.success) throw new Error('An audit record is malformed.');
  return parsed.data;
};
