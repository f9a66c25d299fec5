import type { AuditPart, StoredRecord } from '../audit/audit-store.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { parseRecord } from '../audit/record.ts';
import { TABLES } from '../contract/tables.ts';
import { bytesAt, type Item, required, textAt } from './attributes.ts';

const { partitionKey, sortKey } = TABLES.audit;

/** The canonical JSON of what was hashed, so that the table holds the very bytes that the hash is of. */
export const BODY = 'body';
const HASH = 'hash';
export const BYTES = 'bytes';

const SEQ_DIGITS = 12;
const PART_DIGITS = 4;

/** Sorts as the numbers do, and a record's parts stand between it and the next record. */
export const positionOf = (seq: number): string => String(seq).padStart(SEQ_DIGITS, '0');

export const partPosition = ({ seq, sha256, index }: Omit<AuditPart, 'bytes'>): string =>
  `${positionOf(seq)}#${sha256.slice(0, 16)}-${String(index).padStart(PART_DIGITS, '0')}`;

export const auditKey = (writer: string, position: string): Item => ({
  [partitionKey]: { S: writer },
  [sortKey]: { S: position },
});

export const toAuditItem = ({ record, inline }: StoredRecord): Item => {
  const { hash, ...link } = record;
  return {
    ...auditKey(record.writer, positionOf(record.seq)),
    [BODY]: { S: canonicalJson(link) },
    [HASH]: { S: hash },
    ...(inline === undefined ? {} : { [BYTES]: { B: inline } }),
  };
};

/** Believed only when it stands where it says that it stands. */
export const fromAuditItem = (item: Item): StoredRecord => {
  const link: unknown = JSON.parse(required(textAt(item, BODY)));
  const record = parseRecord({ ...Object(link), hash: required(textAt(item, HASH)) });
  const inPlace =
    textAt(item, partitionKey) === record.writer && textAt(item, sortKey) === positionOf(record.seq);
  if (!inPlace) throw new Error('An audit record stands in the wrong place.');
  const inline = bytesAt(item, BYTES);
  return inline === undefined ? { record } : { record, inline };
};
