import { isJsonObject, type JsonObject } from './json-value.ts';

/*
 * What free JSON calls a value. Mostly that is the key above it: `{"mrn": "48213"}`. Forms, FHIR and the like have a key
 * that says nothing, and say beside it what the value is: `{"name": "mrn", "value": "48213"}`.
 */

/** A label has a line for each name that its value may go by. */
const LINE = '\n';
/** More names than this help nobody, and each costs a look. */
const MAX_LINES = 6;
/** What is longer is a text and no name of a value, in UTF-16 units. */
const LONGEST_NAME = 80;

/** Keys that say nothing of the value under them; FHIR's `valueString` and its like neither. */
const EMPTY_KEYS: ReadonlySet<string> = new Set([
  ...['value', 'values', 'val', 'vals', 'v', 'data', 'content', 'text', 'input', 'number'],
  ...['answer', 'answers', 'result', 'results', 'response'],
]);
const VALUE = 'value';

const saysNothing = (key: string): boolean =>
  EMPTY_KEYS.has(key) || (key.startsWith(VALUE) && /^value[A-Z]\w*$/.test(key));

const MAY_HOLD_SUCH = new RegExp(String.raw`"(?:${VALUE}\w{0,40}|${[...EMPTY_KEYS].join('|')})"\s{0,9}:`);

/** Keys whose value names what stands beside them. */
const NAMING: ReadonlySet<string> = new Set([
  ...['name', 'key', 'field', 'label', 'title', 'question', 'prompt', 'attribute', 'property', 'parameter'],
  ...['column', 'header', 'variable', 'id', 'linkId', 'type', 'kind', 'code', 'system', 'text', 'display'],
]);

/** FHIR names a thing by an object: `{"type": {"text": "MRN", "coding": [{"code": "MR", "display": "…"}]}}`. */
const NAMED_BY_OBJECT: ReadonlySet<string> = new Set(['type', 'code', 'category']);
const NAMING_INSIDE: ReadonlySet<string> = new Set(['text', 'display', 'code']);
const CODING = 'coding';

/** An object or array on the way down to a literal. */
export interface Enclosing {
  /** What tells it from the others of the document. */
  readonly start: number;
  readonly isObject: boolean;
  /** The key that was read last in it. */
  readonly key: string | undefined;
}

/** The object that a string names, given what encloses it from the outermost in; `undefined` where it names none. */
export const namedBy = (enclosing: readonly Enclosing[], value: string): number | undefined => {
  const own = enclosing.at(-1);
  if (own?.key === undefined || value === '' || value.length > LONGEST_NAME) return undefined;
  if (NAMING_INSIDE.has(own.key)) {
    const outer = enclosing.slice(0, -1).findLast(({ isObject, key }) => isObject && key !== CODING);
    if (outer?.key !== undefined && NAMED_BY_OBJECT.has(outer.key)) return outer.start;
  }
  return NAMING.has(own.key) ? own.start : undefined;
};

/**
 * What the value under a key is called.
 *
 * @param above what the object itself is called
 * @param names what stands in the object as a name
 */
export const labelUnder = (key: string, above: string | undefined, names: readonly string[] = []): string => {
  if (!saysNothing(key)) return key;
  const inherited = above?.split(LINE) ?? [];
  const [parent] = inherited;
  const lines = [parent === undefined ? key : `${parent} ${key}`, ...names, ...inherited];
  return [...new Set(lines)].slice(0, MAX_LINES).join(LINE);
};

const namesInside = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(namesInside);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === CODING) return namesInside(inner);
    return NAMING_INSIDE.has(key) ? nameIn(inner) : [];
  });
};

const nameIn = (value: unknown): readonly string[] =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME ? [value] : [];

/** What stands in an object as a name. */
export const namesIn = (object: JsonObject): readonly string[] =>
  Object.entries(object).flatMap(([key, value]) => [
    ...(NAMING.has(key) ? nameIn(value) : []),
    ...(NAMED_BY_OBJECT.has(key) ? namesInside(value) : []),
  ]);

/** Whether a JSON text may hold a key that says nothing, so that it is worth a look what names stand in it. */
export const mayNeedNames = (json: string): boolean => MAY_HOLD_SUCH.test(json);
