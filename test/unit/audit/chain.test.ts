import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GENESIS, sealLink, verifyChain } from '../../../lambda/audit/chain.ts';
import type { AuditRecord } from '../../../lambda/audit/record.ts';

const WRITER = 'ab'.repeat(16);

const chainOf = (length: number, writer = WRITER): AuditRecord[] => {
  const records: AuditRecord[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const prevHash = records.at(-1)?.hash ?? GENESIS;
    const event = { kind: 'opened', note: `request ${seq}` };
    records.push(sealLink({ version: 1, writer, seq, at: '2026-11-15T00:00:00.000Z', event, prevHash }));
  }
  return records;
};

describe('sealLink', () => {
  it('hashes as documented, so that others can check it with nothing of ours', () => {
    const [record] = chainOf(1);
    const canonical =
      '{"at":"2026-11-15T00:00:00.000Z","event":{"kind":"opened","note":"request 1"},' +
      `"prevHash":"${GENESIS}","seq":1,"version":1,"writer":"${WRITER}"}`;
    const text = `hawthorn-audit-record-v1\n${GENESIS}\n${canonical}`;
    expect(record?.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('verifyChain', () => {
  it('finds nothing wrong with a whole chain, nor with an empty one', () => {
    const chain = chainOf(5);
    expect(verifyChain(chain)).toEqual({ kind: 'intact', records: 5, head: chain[4]?.hash });
    expect(verifyChain([])).toEqual({ kind: 'intact', records: 0, head: GENESIS });
  });

  const [first, second, third, fourth] = chainOf(4);
  const changed = { ...second!, event: { kind: 'opened', note: 'nothing to see' } };
  const { hash: _, ...link } = changed;
  const cases = [
    ['a missing first record', [second, third], { kind: 'gap', seq: 1 }],
    ['a missing record', [first, third, fourth], { kind: 'gap', seq: 2 }],
    ['a doubled record', [first, second, second], { kind: 'gap', seq: 3 }],
    ['records out of order', [second, first], { kind: 'gap', seq: 1 }],
    ['a changed event', [first, changed, third], { kind: 'wrong_hash', seq: 2 }],
    ['a changed time', [{ ...first!, at: '2026-11-15T00:00:01.000Z' }], { kind: 'wrong_hash', seq: 1 }],
    [
      'a changed event with its hash made anew',
      [first, sealLink(link), third],
      { kind: 'wrong_prev', seq: 3 },
    ],
    [
      'a first record that pretends to follow another',
      [{ ...first!, prevHash: 'f'.repeat(64) }],
      { kind: 'wrong_prev', seq: 1 },
    ],
    [
      'a record of another writer',
      [first, chainOf(2, 'cd'.repeat(16))[1]],
      { kind: 'foreign_writer', seq: 2 },
    ],
  ] as const;
  it.each(cases)('finds %s', (_name, records, verdict) => {
    expect(verifyChain(records.map((record) => record!))).toEqual(verdict);
  });
});
