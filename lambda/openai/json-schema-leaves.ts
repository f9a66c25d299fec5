import { anyJson, fields, fixed, list, numeric, plainText, type Rule, record } from './leaf.ts';

/** Lazily, since a schema holds schemas. */
const schema: Rule = (value, path, visit) => jsonSchema(value, path, visit);
const schemas = list(schema);
const named = record(schema);

const bounds = Object.fromEntries(
  [
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
    ...['minItems', 'maxItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties'],
  ].map((keyword) => [keyword, numeric]),
);

/**
 * The leaves of a JSON Schema (draft 2020-12). Prose, enums and defaults are text: the model writes back what it is
 * shown, and the caller gets its own words. Property names, patterns and references can't be rewritten.
 *
 * https://json-schema.org/draft/2020-12/json-schema-core
 */
export const jsonSchema: Rule = fields({
  ...bounds,

  title: plainText,
  description: plainText,
  $comment: plainText,
  default: anyJson,
  const: anyJson,
  enum: anyJson,
  examples: anyJson,
  example: anyJson,

  pattern: fixed,
  $id: fixed,
  $ref: fixed,
  $anchor: fixed,
  $dynamicRef: fixed,
  $dynamicAnchor: fixed,
  required: list(fixed),
  dependentRequired: record(list(fixed)),
  type: list(fixed),
  format: fixed,
  $schema: fixed,

  properties: named,
  patternProperties: named,
  $defs: named,
  definitions: named,
  dependentSchemas: named,

  items: schemas,
  prefixItems: schemas,
  additionalProperties: schema,
  unevaluatedProperties: schema,
  unevaluatedItems: schema,
  propertyNames: schema,
  contains: schema,
  not: schema,
  if: schema,
  // A keyword of the vocabulary, and no promise: nothing here is awaited.
  then: schema,
  else: schema,
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
});
