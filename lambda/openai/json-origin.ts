import type { JsonLiteral } from './json-text.ts';

/** UTF-16 units from `start` to one before `end`. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

const LONG_ESCAPE = '\\uXXXX'.length;
const SHORT_ESCAPE = '\\n'.length;

const lengthAt = (document: string, at: number): number => {
  if (document[at] !== '\\') return 1;
  return document[at + 1] === 'u' ? LONG_ESCAPE : SHORT_ESCAPE;
};

/** The place in the document of each unit that a literal says, and of its end. */
const unitsOf = (document: string, { start, value }: JsonLiteral): Uint32Array => {
  const places = new Uint32Array(value.length + 1);
  let at = start + 1;
  for (let unit = 0; unit < value.length; unit += 1) {
    places[unit] = at;
    at += lengthAt(document, at);
  }
  places[value.length] = at;
  return places;
};

/**
 * Tells where a stretch of what a literal says stands in its JSON text, in which it may be written with escapes. Of a
 * number it is always the whole.
 */
export const originIn = (document: string, literal: JsonLiteral): ((stretch: Stretch) => Stretch) => {
  const { kind, start, end, value } = literal;
  if (kind === 'number') return () => ({ start, end });
  const first = start + 1;
  const isPlain = end - 1 - first === value.length;
  if (isPlain) return (stretch) => ({ start: first + stretch.start, end: first + stretch.end });
  const places = unitsOf(document, literal);
  return (stretch) => ({ start: places[stretch.start] ?? first, end: places[stretch.end] ?? end - 1 });
};
