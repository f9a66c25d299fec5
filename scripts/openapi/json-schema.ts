import { z } from 'zod';

/** A schema of JSON Schema 2020-12, which is what OpenAPI 3.1 is written in. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    properties: z.record(z.string(), jsonSchema).exactOptional(),
    items: jsonSchema.exactOptional(),
    anyOf: z.array(jsonSchema).exactOptional(),
    oneOf: z.array(jsonSchema).exactOptional(),
  }),
);

/** What can be told of a field beyond what the check of the gateway says. */
export interface FieldNotes {
  /** Paths such as `messages[].role`, to what the field is for. Every field has one. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** Paths to the words that the walk of the leaves knows, where the schema takes any. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
}

const each = <T, U>(values: Readonly<Record<string, T>>, change: (value: T, name: string) => U) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));

/** What a string may be, and nothing where the node is no string. */
const wordsFor = ({ type }: JsonSchema, words: readonly string[] = []): readonly unknown[] | undefined => {
  if (words.length === 0) return undefined;
  if (type === 'string') return words;
  return Array.isArray(type) && type.includes('string') ? [...words, null] : undefined;
};

const noted = (node: JsonSchema, path: string, notes: FieldNotes, used: Set<string>): JsonSchema => {
  const inner = (child: JsonSchema): JsonSchema => noted(child, path, notes, used);
  const field = (child: JsonSchema, name: string): JsonSchema => {
    const at = path === '' ? name : `${path}.${name}`;
    const description = notes.descriptions[at];
    if (description === undefined) throw new Error(`Nothing is said of the field ${at}.`);
    used.add(at);
    return { description, ...noted(child, at, notes, used) };
  };
  const words = wordsFor(node, notes.words?.[path]);
  if (words !== undefined) used.add(`${path} words`);
  return {
    ...node,
    ...(words !== undefined && { enum: words }),
    ...(node.properties !== undefined && { properties: each(node.properties, field) }),
    ...(node.items !== undefined && { items: noted(node.items, `${path}[]`, notes, used) }),
    ...(node.anyOf !== undefined && { anyOf: node.anyOf.map(inner) }),
    ...(node.oneOf !== undefined && { oneOf: node.oneOf.map(inner) }),
  };
};

/** A schema of the gateway as JSON Schema: what may be sent, with what is not named passing where it passes. */
export const toJsonSchema = (schema: z.core.$ZodType): JsonSchema => {
  const { $schema, ...body } = jsonSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  return body;
};

/** The same with its notes. Throws for a field without one, and for a note without its field. */
export const toNotedSchema = (schema: z.core.$ZodType, notes: FieldNotes): JsonSchema => {
  const used = new Set<string>();
  const result = noted(toJsonSchema(schema), '', notes, used);
  const wordPaths = Object.keys(notes.words ?? {}).map((path) => `${path} words`);
  const idle = [...Object.keys(notes.descriptions), ...wordPaths].filter((path) => !used.has(path));
  if (idle.length > 0) throw new Error(`There are no such fields: ${idle.join(', ')}.`);
  return result;
};
