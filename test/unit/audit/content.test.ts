import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../../lambda/audit/audit-store.ts';
import { GENESIS, sealLink } from '../../../lambda/audit/chain.ts';
import { packContent, readContent } from '../../../lambda/audit/content.ts';
import { GOING_ON } from '../../support/identities.ts';
import { createMemoryAuditStore } from '../../support/memory-stores.ts';

const WRITER = 'ab'.repeat(16);
/** Random, so that compression does not make it small. */
const LARGE = randomBytes(600_000).toString('base64');

const keep = async (text: string) => {
  const store = createMemoryAuditStore();
  const { content, inline, parts } = await packContent(text);
  for (const [index, bytes] of parts.entries()) {
    await store.putPart({ writer: WRITER, seq: 1, sha256: content.sha256, index, bytes }, GOING_ON);
  }
  const at = '2026-11-15T00:00:00.000Z';
  const record = sealLink({ version: 1, writer: WRITER, seq: 1, at, event: {}, content, prevHash: GENESIS });
  const stored: StoredRecord = inline === undefined ? { record } : { record, inline };
  return { store, stored, parts };
};

describe('readContent', () => {
  it.each([
    ['nothing', ''],
    ['a line', 'NAME_4KQ7ZD was seen on DATE_0A1B2C 🩺'],
    ['megabytes that compress well', 'again and '.repeat(500_000)],
    ['megabytes that do not', LARGE.repeat(2)],
  ])('gives back %s', async (_, text) => {
    const { store, stored } = await keep(text);
    expect(await readContent(store, stored, GOING_ON)).toBe(text);
  });

  it('keeps a small content in the record and a large one in parts that fit into an item', async () => {
    expect((await keep('short')).parts).toEqual([]);
    const { stored, parts } = await keep(LARGE);
    expect(stored.inline).toBeUndefined();
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(350_000);
  });

  it('finds a missing part', async () => {
    const { store, stored } = await keep(LARGE);
    store.parts.delete([...store.parts.keys()][1]!);
    await expect(readContent(store, stored, GOING_ON)).rejects.toThrow('missing');
  });

  it('finds a changed byte', async () => {
    const { store, stored } = await keep(LARGE);
    const [name, bytes] = [...store.parts][0]!;
    store.parts.set(
      name,
      bytes.map((byte, index) => (index === 5_000 ? byte ^ 1 : byte)),
    );
    await expect(readContent(store, stored, GOING_ON)).rejects.toThrow('damaged');
  });

  it.each([
    ['another text of the same length', 'shorT'],
    ['a longer text', 'short and more'],
    ['a shorter text', 'shor'],
  ])('finds %s', async (_, text) => {
    const { store, stored } = await keep('short');
    const forged = { ...stored, inline: gzipSync(text) };
    await expect(readContent(store, forged, GOING_ON)).rejects.toThrow('damaged');
  });

  it('finds a content that was taken away', async () => {
    const { store, stored } = await keep('short');
    await expect(readContent(store, { record: stored.record }, GOING_ON)).rejects.toThrow('damaged');
  });
});
