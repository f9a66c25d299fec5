import * as z from 'zod/mini';
import { PHI_TYPES } from '../../contract/phi-type.ts';
import type { Span } from '../span.ts';
import type { FoundText } from './span-cache.ts';

const SPAN = z.tuple([
  z.int().check(z.nonnegative()),
  z.int(),
  z.enum(PHI_TYPES),
  z.number().check(z.gte(0), z.lte(1)),
  z.string().check(z.regex(/^[a-z][a-z-]{0,39}$/)),
]);

/** The length of the text, and start, end, type, score and source of each span. */
const ENTRY = z.tuple([z.int(), z.array(SPAN)]);

type Entry = z.infer<typeof ENTRY>;

/** What was found in a text as bytes of JSON. */
export const writeEntry = ({ length, spans }: FoundText): Uint8Array => {
  const entry: Entry = [
    length,
    spans.map(({ start, end, type, score, source }) => [start, end, type, score, source]),
  ];
  return Buffer.from(JSON.stringify(entry));
};

/** Throws unless that is an entry of a text of that length. */
export const readEntry = (bytes: Uint8Array, length: number): readonly Span[] => {
  const raw: unknown = JSON.parse(Buffer.from(bytes).toString());
  const [written, spans] = ENTRY.parse(raw);
  let from = 0;
  for (const [start, end] of spans) {
    if (start < from || end <= start) throw new Error('An entry has spans out of order.');
    from = end;
  }
  if (written !== length || from > length) throw new Error('An entry is of another text.');
  return spans.map(([start, end, type, score, source]) => ({ start, end, type, score, source }));
};
