import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packJson, unpackJson } from '../../../lambda/state/packed-json.ts';

const gzipped = (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(1), gzipSync(bytes)]);

describe('packJson', () => {
  it.each([[null], ['ü\ud800\u0000'], [{ a: [1, 'x'.repeat(5_000)] }], ['é'.repeat(2_000_000)]])(
    'gives back what was packed',
    async (value) => {
      expect(await unpackJson(await packJson(value))).toEqual(value);
    },
  );

  it('makes large documents small and leaves small ones', async () => {
    expect((await packJson({ text: 'again '.repeat(10_000) })).length).toBeLessThan(1_000);
    expect((await packJson({ a: 1 })).length).toBe(1 + '{"a":1}'.length);
  });
});

describe('unpackJson', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['an unknown way of packing', Uint8Array.of(7, 1, 2)],
    ['no JSON', Buffer.from('\u0000{"a":')],
    ['cut gzip', gzipped(Buffer.from('{"a":1}')).subarray(0, -3)],
    ['a bomb', gzipped(Buffer.alloc(64 * 1_024 * 1_024 + 1, ' '))],
  ])('refuses %s', async (_, packed) => {
    await expect(unpackJson(packed)).rejects.toThrow();
  });
});
