import * as z from 'zod/mini';
import { nullish } from '../check-body.ts';
import type { JsonObject } from '../json-value.ts';

/** `response_format` as the chat endpoint has it, which OpenAI's own Responses endpoint refuses. */
export const chatResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string(),
      schema: z.record(z.string(), z.unknown()),
      strict: nullish(z.boolean()),
      description: nullish(z.string()),
    }),
  }),
]);

export type ChatResponseFormat = z.infer<typeof chatResponseFormat>;

/** The same format as `text.format` has it: without the layer around the schema. */
export const textFormatOf = (format: ChatResponseFormat): JsonObject & { readonly type: string } => {
  if (format.type !== 'json_schema') return format;
  const { json_schema: inner, ...around } = format;
  return { ...around, ...inner, type: format.type };
};

const TRANSLATED = /^text\.format(?=\.|$)/;

/** Where a field of the checked request stands in the caller's body, who may have written `response_format`. */
export const pathInRequest = (path: string, body: JsonObject): string => {
  const given = body['response_format'];
  if (given === undefined || given === null || !TRANSLATED.test(path)) return path;
  const rest = path.replace(TRANSLATED, '');
  return rest === '' || rest === '.type' ? `response_format${rest}` : `response_format.json_schema${rest}`;
};
