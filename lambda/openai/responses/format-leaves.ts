import { jsonSchema } from '../json-schema-leaves.ts';
import { fields, fixed, keep, oneOf, plainText } from '../leaf.ts';

/** How the model is to write its text: the `text` of a request, and of an item that changes it on the way. */
export const textSettings = fields({
  verbosity: fixed,
  format: oneOf('type', {
    text: fields({ type: keep }),
    json_object: fields({ type: keep }),
    json_schema: fields({
      type: keep,
      name: fixed,
      description: plainText,
      schema: jsonSchema,
      strict: fixed,
    }),
  }),
});

/** How hard the model is to think: the `reasoning` of a request, and of an item that changes it on the way. */
export const reasoningSettings = fields({
  effort: fixed,
  summary: fixed,
  generate_summary: fixed,
  context: fixed,
  mode: fixed,
});
