import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPreludeParser, type Prelude } from '../../../local/prelude-parser.ts';

const headerName = fc.stringMatching(/^[a-z][a-z-]{0,10}$/);
const headerValue = fc.string({ unit: 'grapheme', maxLength: 20 });

const prelude: fc.Arbitrary<Prelude> = fc.record({
  statusCode: fc.integer({ min: 200, max: 599 }),
  headers: fc.dictionary(headerName, headerValue, { noNullPrototype: true }),
  multiValueHeaders: fc.dictionary(headerName, fc.array(headerValue), { noNullPrototype: true }),
  cookies: fc.array(headerValue),
});

/** Cuts bytes at the given places, which may coincide: empty pieces are pieces too. */
const cut = (whole: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [
    0,
    ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b),
    whole.length,
  ];
  return sorted.slice(1).map((end, index) => whole.subarray(sorted[index], end));
};

it('gives the same prelude once and the same body for any split of the bytes', () => {
  fc.assert(
    fc.property(
      prelude,
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.nat(2_000), { maxLength: 40 }),
      (said, body, places) => {
        const whole = Buffer.concat([Buffer.from(JSON.stringify(said)), Buffer.alloc(8), body]);
        const parser = createPreludeParser();
        const steps = cut(whole, places).map((piece) => parser.feed(piece));
        parser.flush();
        expect(steps.flatMap((step) => (step.prelude ? [step.prelude] : []))).toEqual([said]);
        expect(Buffer.concat(steps.map((step) => step.body))).toEqual(Buffer.from(body));
      },
    ),
  );
});

it('gives the same for byte after byte', () => {
  fc.assert(
    fc.property(prelude, fc.uint8Array({ maxLength: 50 }), (said, body) => {
      const whole = Buffer.concat([Buffer.from(JSON.stringify(said)), Buffer.alloc(8), body]);
      const parser = createPreludeParser();
      const steps = Array.from(whole, (byte) => parser.feed(Uint8Array.of(byte)));
      expect(steps.flatMap((step) => (step.prelude ? [step.prelude] : []))).toEqual([said]);
      expect(Buffer.concat(steps.map((step) => step.body))).toEqual(Buffer.from(body));
    }),
    { numRuns: 30 },
  );
});
