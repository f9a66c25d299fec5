import type { PhiType } from '../../lambda/contract/phi-type.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { TokenPicker } from './found-tokens.ts';

/** Words in a property's name that tell which type of token fits; the first line that fits counts. */
const WORDS: readonly (readonly [PhiType, RegExp])[] = [
  ['EMAIL', /^e?mail$/],
  ['PHONE', /^(?:phone|telephone|tel|fax|mobile|cell)$/],
  ['URL', /^(?:url|link|site|website|portal)$/],
  [
    'DATE',
    /^(?:date|dates|dob|birth|birthday|birthdate|day|when|time|admitted|admission|discharged?|visit)$/,
  ],
  ['AGE', /^age$/],
  ['ID', /^(?:id|mrn|ssn|number|record|account|member|policy|license|npi)$/],
  ['PLACE', /^(?:address|city|place|location|street|zip|state|hospital|clinic|facility|room|home)$/],
  [
    'NAME',
    /^(?:name|names|patient|patients|person|people|doctor|physician|provider|nurse|who|relative|contact)$/,
  ],
];

/** Nested deeper than this a schema that refers to itself ends. */
const MAX_DEPTH = 8;

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

const fittingType = (name: string): PhiType | undefined => {
  const words = wordsOf(name);
  return WORDS.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
};

const FORMATS: Readonly<Record<string, string>> = {
  date: '2001-01-01',
  'date-time': '2001-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'demo@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

const fillText = (schema: JsonObject, name: string, tokens: TokenPicker): string => {
  const type = fittingType(name);
  const token = type && tokens.pick(type);
  const text = token ?? FORMATS[textOf(schema['format'])] ?? (tokens.all.join(', ') || `demo ${name}`.trim());
  const { minLength, maxLength } = schema;
  const long = typeof minLength === 'number' ? text.padEnd(minLength, '.') : text;
  return typeof maxLength === 'number' ? long.slice(0, maxLength) : long;
};

const fillNumber = (schema: JsonObject): number => {
  const { minimum, exclusiveMinimum, maximum, multipleOf } = schema;
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  const least = typeof minimum === 'number' ? minimum : step;
  const above = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + step : least;
  return typeof maximum === 'number' ? Math.min(maximum, above) : above;
};

interface Filling {
  readonly root: JsonObject;
  readonly tokens: TokenPicker;
}

/** Follows `$ref` inside the document; anything else stays. */
const resolve = (schema: JsonObject, root: JsonObject): JsonObject => {
  const ref = textOf(schema['$ref']);
  if (!ref.startsWith('#')) return schema;
  const path = ref.split('/').slice(1);
  return path.reduce<JsonObject>((at, key) => objectOf(at[key]), root);
};

/** The first alternative that isn't just null, with `allOf` laid together. */
const flatten = (schema: JsonObject, root: JsonObject): JsonObject => {
  const own = resolve(schema, root);
  const options = [...listOf(own['anyOf']), ...listOf(own['oneOf'])].filter(isObject);
  const option = options.find(({ type }) => type !== 'null');
  const parts = [...listOf(own['allOf']), ...(option ? [option] : [])].filter(isObject);
  if (parts.length === 0) return own;
  return parts.reduce<JsonObject>((whole, part) => ({ ...whole, ...resolve(part, root) }), own);
};

const typeName = (schema: JsonObject): string => {
  const { type } = schema;
  if (typeof type === 'string') return type;
  const named = listOf(type).map(textOf);
  const first = named.find((name) => name !== 'null');
  if (first !== undefined) return first;
  if (isObject(schema['properties'])) return 'object';
  return schema['items'] === undefined ? 'string' : 'array';
};

const fillList = (schema: JsonObject, name: string, filling: Filling, depth: number): unknown[] => {
  if (depth >= MAX_DEPTH) return [];
  const count = typeof schema['minItems'] === 'number' ? schema['minItems'] : 1;
  return Array.from({ length: count }, () => fill(objectOf(schema['items']), name, filling, depth + 1));
};

/** Optional properties too, since strict schemas have none; but not without end. */
const fillObject = (schema: JsonObject, filling: Filling, depth: number): JsonObject => {
  const required = new Set(listOf(schema['required']).map(textOf));
  const wanted = Object.entries(objectOf(schema['properties'])).filter(
    ([name]) => depth < MAX_DEPTH || required.has(name),
  );
  return Object.fromEntries(
    wanted.map(([name, value]) => [name, fill(objectOf(value), name, filling, depth + 1)]),
  );
};

const fill = (given: JsonObject, name: string, filling: Filling, depth: number): unknown => {
  // A schema that demands itself has no finite value at all.
  if (depth > 2 * MAX_DEPTH) return null;
  const schema = flatten(given, filling.root);
  if ('const' in schema) return schema['const'];
  const options = listOf(schema['enum']);
  if (options.length > 0) return options[0];
  switch (typeName(schema)) {
    case 'object':
      return fillObject(schema, filling, depth);
    case 'array':
      return fillList(schema, name, filling, depth);
    case 'number':
    case 'integer':
      return fillNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return fillText(schema, name, filling.tokens);
  }
};

/** A value that fits a JSON schema, with tokens where a property's name asks for a person, a date, and so on. */
export const fillSchema = (schema: JsonObject, tokens: TokenPicker): unknown =>
  fill({ type: 'object', ...schema }, '', { root: schema, tokens }, 0);
