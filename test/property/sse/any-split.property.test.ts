import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../lambda/contract/gateway-error.ts';
import { readSse } from '../../../lambda/openai/sse-reader.ts';

const LIMITS = { maxEventLength: 60, maxBytes: 400 };

const read = async (chunks: readonly Uint8Array[]) => {
  const events: string[] = [];
  const source = (async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  })();
  try {
    for await (const data of readSse(source, LIMITS)) events.push(data);
  } catch (error) {
    return { events, failure: error instanceof GatewayError ? error.failure : 'unexpected' };
  }
  return { events, failure: 'none' };
};

/** Cuts at the given places, which may fall together: empty chunks happen too. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
};

const EOL = fc.constantFrom('\n', '\r', '\r\n');
const PIECE = fc.oneof(
  { weight: 4, arbitrary: EOL },
  {
    weight: 4,
    arbitrary: fc.constantFrom('data: ', 'data:', 'data', 'dat', 'event: x', 'id: 1', ':', 'retry: 1'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('é', '漢', '👩‍⚕️', '\uFEFF', '\0', ' ', '{"a":"b"}', '[DONE]', 'ï»¿'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(50)) },
);
const STREAM = fc.array(PIECE, { maxLength: 40 }).map((pieces) => new TextEncoder().encode(pieces.join('')));
const PLACES = fc.array(fc.nat({ max: 2000 }), { maxLength: 30 });

test('any split of a stream gives the same events and the same end', async () => {
  await fc.assert(
    fc.asyncProperty(STREAM, PLACES, async (bytes, places) => {
      const whole = await read([bytes]);
      expect(await read(cut(bytes, places))).toEqual(whole);
      expect(await read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

test('any split of bytes that are no UTF-8 ends in the same failure', async () => {
  const bytes = fc.tuple(STREAM, fc.uint8Array({ minLength: 1, maxLength: 4 }), STREAM).map((parts) => {
    const [before, bad, after] = parts;
    return Buffer.concat([before.subarray(0, 150), bad, after.subarray(0, 150)]);
  });
  await fc.assert(
    fc.asyncProperty(bytes, PLACES, async (stream, places) => {
      const single = await read(Array.from(stream, (byte) => Uint8Array.of(byte)));
      const split = await read(cut(stream, places));
      expect(single.events.slice(0, split.events.length)).toEqual(split.events);
      if (single.failure === 'none') expect(split).toEqual(single);
      else expect(split.failure).not.toBe('none');
    }),
    { numRuns: 1000 },
  );
});
