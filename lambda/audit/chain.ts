import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditLink, AuditRecord } from './record.ts';

/** Says what is hashed and in which version, so that the hash can never be taken for one of something else. */
const DOMAIN = 'hawthorn-audit-record-v1';

/** What stands for the hash before the first record. */
export const GENESIS = '0'.repeat(64);

/** SHA-256, in hex, over the domain, the previous hash and the canonical record, with a line feed between them. */
const hashLink = (link: AuditLink): string =>
  createHash('sha256')
    .update(`${DOMAIN}\n${link.prevHash}\n${canonicalJson(link)}`)
    .digest('hex');

export const sealLink = (link: AuditLink): AuditRecord => ({ ...link, hash: hashLink(link) });

/** What is wrong with a chain, at the first record that is not what it should be. */
export type ChainVerdict =
  | { readonly kind: 'intact'; readonly records: number; readonly head: string }
  /** A record is missing, doubled or out of order: `seq` is the one that should stand here. */
  | { readonly kind: 'gap'; readonly seq: number }
  | { readonly kind: 'foreign_writer'; readonly seq: number }
  /** The record does not follow from the one before it. */
  | { readonly kind: 'wrong_prev'; readonly seq: number }
  /** The record was changed after it was written. */
  | { readonly kind: 'wrong_hash'; readonly seq: number };

const verifyNext = (
  record: AuditRecord,
  seq: number,
  writer: string,
  head: string,
): ChainVerdict | undefined => {
  const { hash, ...link } = record;
  if (record.writer !== writer) return { kind: 'foreign_writer', seq };
  if (record.seq !== seq) return { kind: 'gap', seq };
  if (record.prevHash !== head) return { kind: 'wrong_prev', seq };
  if (hashLink(link) !== hash) return { kind: 'wrong_hash', seq };
  return undefined;
};

/**
 * Checks one writer's records, from the first, in order. A tail that was cut off can't be seen from the chain alone:
 * that is what the signed digests are for.
 */
export const verifyChain = (records: readonly AuditRecord[]): ChainVerdict => {
  const writer = records[0]?.writer ?? '';
  let head = GENESIS;
  for (const [index, record] of records.entries()) {
    const wrong = verifyNext(record, index + 1, writer, head);
    if (wrong !== undefined) return wrong;
    head = record.hash;
  }
  return { kind: 'intact', records: records.length, head };
};
