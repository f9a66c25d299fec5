import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../../lambda/contract/sensitive.ts';
import type { TenantId } from '../../../../lambda/contract/tenant.ts';
import type { TextOwner } from '../../../../lambda/phi/detector.ts';
import type { Span } from '../../../../lambda/phi/span.ts';
import { writeEntry } from '../../../../lambda/phi/span-cache/entry.ts';
import { macOf, nameOf } from '../../../../lambda/phi/span-cache/span-keys.ts';
import type { SpanRow, SpanStore } from '../../../../lambda/phi/span-cache/span-store.ts';
import { createStoredSpanCache } from '../../../../lambda/phi/span-cache/stored-span-cache.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC, OWNER } from '../../../support/identities.ts';

const keys: Readonly<Record<string, Sensitive<Buffer>>> = {
  [CLINIC]: new Sensitive(Buffer.alloc(32, 1)),
  [OTHER_CLINIC]: new Sensitive(Buffer.alloc(32, 2)),
};
const keyFor = (tenant: TenantId): Sensitive<Buffer> => keys[tenant]!;

const TEXT = `Seen today: Jane Roe, ${'who is well, '.repeat(10)} born May 4, 1961.`;
const SPANS: readonly Span[] = [
  { start: 12, end: 20, type: 'NAME', score: 0.97, source: 'medical-service' },
  { start: TEXT.length - 12, end: TEXT.length - 1, type: 'DATE', score: 0.3, source: 'medical-service' },
];

const named = (text = TEXT, tenant: TenantId = CLINIC) => ({
  name: nameOf(keyFor(tenant), 'v1', { text }),
  length: text.length,
});

const setUp = (change: Partial<SpanStore> = {}) => {
  const rows = new Map<string, SpanRow>();
  const reads: string[] = [];
  const store: SpanStore = {
    get: (ids) => {
      reads.push(...ids);
      return Promise.resolve(ids.flatMap((id) => rows.get(id) ?? []));
    },
    put: (some) => {
      for (const row of some) rows.set(row.id, row);
      return Promise.resolve();
    },
    ...change,
  };
  const clock = createManualClock();
  const cache = createStoredSpanCache({
    ...{ store, clock, retentionDays: 30, timeoutMs: 50 },
    keyOf: (tenant) => Promise.resolve(keyFor(tenant)),
  });
  const keep = async (text = TEXT, spans = SPANS, owner: TextOwner = OWNER): Promise<void> => {
    cache.keep(owner, [{ ...named(text, owner.tenant), spans }]);
    await new Promise(setImmediate);
  };
  const find = async (text = TEXT, owner: TextOwner = OWNER): Promise<readonly Span[] | undefined> => {
    const name = named(text, owner.tenant);
    return (await cache.find(owner, [name], GOING_ON)).get(name.name);
  };
  return { rows, reads, clock, cache, keep, find };
};

describe('what is stored of findings', () => {
  it('comes back as it was', async () => {
    const { keep, find } = setUp();
    expect(await find()).toBeUndefined();
    await keep();
    expect(await find()).toEqual(SPANS);
    await keep('The patient is well. '.repeat(5), []);
    expect(await find('The patient is well. '.repeat(5))).toEqual([]);
  });

  it('holds no text, and no name that anybody without the key could make', async () => {
    const { keep, rows } = setUp();
    await keep();
    const [row] = rows.values();
    const all = [row!.id, Buffer.from(row!.entry).toString(), Buffer.from(row!.mac).toString('latin1')].join(
      ' ',
    );
    expect(all).not.toMatch(/Jane|Roe|well|1961/);
    expect(named(TEXT, OTHER_CLINIC).name).not.toBe(named().name);
  });

  it('is gone when its time is over, also while the row still stands', async () => {
    const { keep, find, clock } = setUp();
    await keep();
    clock.advance(30 * 86_400_000 - 2_000);
    expect(await find()).toEqual(SPANS);
    clock.advance(2_000);
    expect(await find()).toBeUndefined();
  });

  it('is another for each tenant', async () => {
    const { keep, find } = setUp();
    await keep();
    expect(await find(TEXT, { tenant: OTHER_CLINIC, keeps: 'everything' })).toBeUndefined();
  });

  it('is nothing for a key that keeps nothing, and of a short text', async () => {
    const { keep, find, rows, reads } = setUp();
    const owner = { tenant: CLINIC, keeps: 'nothing' } as const;
    await keep(TEXT, SPANS, owner);
    await keep('Jane Roe', []);
    expect(rows.size).toBe(0);
    await find(TEXT, owner);
    await find('Jane Roe');
    expect(reads).toEqual([]);
  });

  it('is read for the longest of many texts alone', async () => {
    const { cache, reads } = setUp();
    const many = Array.from({ length: 2_000 }, (_, index) => ({ name: `n${index}`, length: 100 + index }));
    await cache.find(OWNER, many, GOING_ON);
    expect(reads).toHaveLength(300);
    expect(reads[0]).toBe(`${CLINIC}#n1999`);
  });
});

/** An entry as anybody with the key of the clinic could write it. */
const forged = (entry: unknown, key = keyFor(CLINIC), name = named().name): SpanRow => {
  const bytes = Buffer.from(typeof entry === 'string' ? entry : JSON.stringify(entry));
  const expiresAt = 2_000_000_000;
  return {
    id: `${CLINIC}#${named().name}`,
    entry: bytes,
    mac: macOf(key, name, expiresAt, bytes),
    expiresAt,
  };
};

const NOTHING_FOUND = writeEntry({ ...named(), spans: [] });

describe('whoever may write to the store', () => {
  it.each<[string, (honest: SpanRow) => SpanRow]>([
    ['takes the findings out', (row) => ({ ...row, entry: NOTHING_FOUND })],
    [
      'flips a bit',
      (row) => ({ ...row, entry: row.entry.map((byte, index) => (index === 5 ? byte ^ 1 : byte)) }),
    ],
    ['cuts the MAC', (row) => ({ ...row, mac: row.mac.slice(0, 8) })],
    ['leaves the MAC out', (row) => ({ ...row, mac: new Uint8Array() })],
    ['makes it last longer', (row) => ({ ...row, expiresAt: row.expiresAt + 86_400 })],
    ['signs with another key', () => forged([TEXT.length, []], keyFor(OTHER_CLINIC))],
    [
      'copies the entry of another text',
      () => forged([TEXT.length, []], keyFor(CLINIC), named('other').name),
    ],
  ])('cannot hide PHI: %s', async (_, change) => {
    const { keep, find, rows } = setUp();
    await keep();
    for (const [id, row] of rows) rows.set(id, change(row));
    expect(await find()).toBeUndefined();
  });

  it('is believed with the key of the tenant alone', async () => {
    const { find, rows } = setUp();
    const row = forged([TEXT.length, []]);
    rows.set(row.id, row);
    expect(await find()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['another length', [TEXT.length + 1, []]],
    ['a span beyond the text', [TEXT.length, [[0, TEXT.length + 1, 'NAME', 1, 'x']]]],
    ['a span before it', [TEXT.length, [[-1, 3, 'NAME', 1, 'x']]]],
    ['an empty span', [TEXT.length, [[3, 3, 'NAME', 1, 'x']]]],
    [
      'spans out of order',
      [
        TEXT.length,
        [
          [5, 9, 'NAME', 1, 'x'],
          [0, 3, 'NAME', 1, 'x'],
        ],
      ],
    ],
    ['a type that no token has', [TEXT.length, [[0, 3, 'PERSON', 1, 'x']]]],
    ['a score that is none', [TEXT.length, [[0, 3, 'NAME', null, 'x']]]],
    ['a source that could be a text', [TEXT.length, [[0, 3, 'NAME', 1, 'Jane Roe']]]],
    ['no list', [TEXT.length]],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('an entry that does not fit counts as none, whoever wrote it: %s', async (_, entry) => {
    const { find, rows } = setUp();
    const row = forged(entry);
    rows.set(row.id, row);
    expect(await find()).toBeUndefined();
  });
});

describe('a store that fails', () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const breaks = (): Promise<never> => Promise.reject(new Error('quotes Jane Roe'));

  it.each<[string, Partial<SpanStore>]>([
    ['breaks', { get: breaks, put: breaks }],
    ['hangs', { get: never, put: never }],
    [
      'throws at once',
      {
        get: () => {
          throw new Error('no');
        },
      },
    ],
    ['gives other rows', { get: () => Promise.resolve([forged([TEXT.length, []], keyFor(CLINIC), 'x')]) }],
    ['gives no list', { get: () => Promise.resolve(undefined as never) }],
    ['gives rows of nothing', { get: () => Promise.resolve([undefined, {}] as never) }],
  ])('is as if nothing were known: it %s', async (_, change) => {
    const { keep, find } = setUp(change);
    await keep();
    expect(await find()).toBeUndefined();
  });

  it('stops nobody by a key that cannot be had', async () => {
    const { store } = { store: { get: never, put: never } };
    const cache = createStoredSpanCache({ store, keyOf: breaks, clock: Date.now, retentionDays: 1 });
    cache.keep(OWNER, [{ ...named(), spans: [] }]);
    expect((await cache.find(OWNER, [named()], GOING_ON)).size).toBe(0);
  });
});
