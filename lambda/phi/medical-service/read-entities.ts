import * as z from 'zod/mini';
import { GatewayError } from '../../contract/gateway-error.ts';
import type { PhiType } from '../../contract/phi-type.ts';
import type { Span } from '../span.ts';

const ENTITY = z.object({
  /** Code points, from 0. */
  BeginOffset: z.int().check(z.nonnegative()),
  EndOffset: z.int().check(z.nonnegative()),
  Text: z.string(),
  Type: z.string().check(z.minLength(1)),
  Score: z.number().check(z.gte(0), z.lte(1)),
});

type Entity = z.infer<typeof ENTITY>;

/** https://docs.aws.amazon.com/comprehend-medical/latest/dev/textanalysis-phi.html */
const TYPES: ReadonlyMap<string, PhiType> = new Map([
  ['AGE', 'AGE'],
  ['DATE', 'DATE'],
  ['NAME', 'NAME'],
  ['PHONE_OR_FAX', 'PHONE'],
  ['EMAIL', 'EMAIL'],
  ['ID', 'ID'],
  ['URL', 'URL'],
  ['ADDRESS', 'PLACE'],
]);

/** What somebody works as is no identifier under Safe Harbor. */
const HARMLESS = 'PROFESSION';

/** From code points to UTF-16 units: the unit at which each code point begins, and the end. */
const unitsOf = (text: string): readonly number[] => {
  const units: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) units.push(at);
  return [...units, text.length];
};

const toSpan = (text: string, units: readonly number[], entity: Entity): Span => {
  const { BeginOffset, EndOffset, Text, Type, Score } = entity;
  const start = units[BeginOffset];
  const end = units[EndOffset];
  if (start === undefined || end === undefined || end <= start || text.slice(start, end) !== Text) {
    throw new GatewayError('detector_failed');
  }
  return { start, end, type: TYPES.get(Type) ?? 'ID', score: Score, source: 'medical-service' };
};

/**
 * Reads what the service found in a text; sorted. A type that is not known yet is PHI of some kind all the same. All
 * scores count: a threshold loses PHI and spares hardly any harmless text, since what Safe Harbor lets stand is told by
 * its form and not by its score.
 *
 * Throws `detector_failed` unless everything in the answer fits the text, and when there is more than what it holds:
 * the request has no way to ask for the rest.
 */
export const readEntities = (text: string, entities: unknown, nextPage: unknown): readonly Span[] => {
  const parsed = z.array(ENTITY).safeParse(entities);
  const whole = nextPage === undefined || nextPage === null;
  if (!(parsed.success && whole)) throw new GatewayError('detector_failed');
  const units = unitsOf(text);
  const read = parsed.data.map((entity) => ({ type: entity.Type, span: toSpan(text, units, entity) }));
  read.sort((a, b) => a.span.start - b.span.start);
  let from = 0;
  for (const { span } of read) {
    if (span.start < from) throw new GatewayError('detector_failed');
    from = span.end;
  }
  return read.flatMap(({ type, span }) => (type === HARMLESS ? [] : [span]));
};
