import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AuditPart, AuditStore, StoredRecord } from './audit-store.ts';
import type { AuditContent } from './record.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * What fits into one item. DynamoDB's limit is 400 KB with all attributes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const PART_BYTES = 350_000;
/** What may stand in the record's own item, so that most records need one write only. */
const INLINE_BYTES = 200_000;

/** A content, ready to be stored. */
export interface PackedContent {
  readonly content: AuditContent;
  readonly inline?: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const split = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, index) =>
    bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
  );

export const packContent = async (text: string): Promise<PackedContent> => {
  const bytes = Buffer.from(text, 'utf8');
  const packed = await compress(bytes);
  const described = { sha256: sha256(bytes), bytes: bytes.length };
  if (packed.length <= INLINE_BYTES)
    return { content: { ...described, parts: 0 }, inline: packed, parts: [] };
  const parts = split(packed);
  return { content: { ...described, parts: parts.length }, parts };
};

const collect = async (
  store: Pick<AuditStore, 'findPart'>,
  { record, inline }: StoredRecord,
  content: AuditContent,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  if (content.parts === 0) return inline ?? new Uint8Array();
  const parts: Uint8Array[] = [];
  for (let index = 0; index < content.parts; index += 1) {
    const place: Omit<AuditPart, 'bytes'> = {
      writer: record.writer,
      seq: record.seq,
      sha256: content.sha256,
      index,
    };
    const bytes = await store.findPart(place, signal);
    if (bytes === undefined) throw new Error('A part of an audited content is missing.');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
};

const unpack = async (packed: Uint8Array, content: AuditContent): Promise<Buffer> => {
  try {
    // The limit is of the record: a forged part can't blow up the memory.
    return await decompress(packed, { maxOutputLength: Math.max(1, content.bytes) });
  } catch {
    throw new Error('An audited content is damaged.');
  }
};

/**
 * The content of a record, proven against the record's hash of it: throws when it is missing or was changed. That
 * the record itself is genuine is for the chain to show. `undefined` when the record has no content.
 */
export const readContent = async (
  store: Pick<AuditStore, 'findPart'>,
  stored: StoredRecord,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { content } = stored.record;
  if (content === undefined) return undefined;
  const bytes = await unpack(await collect(store, stored, content, signal), content);
  if (bytes.length !== content.bytes || sha256(bytes) !== content.sha256) {
    throw new Error('An audited content is damaged.');
  }
  return bytes.toString('utf8');
};
