import * as z from 'zod/mini';
import { GatewayError } from '../contract/gateway-error.ts';

/** Clients write `null` where they leave a field out. */
export const nullish = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

export const numberWithin = (minimum: number, maximum: number) =>
  nullish(z.number().check(z.gte(minimum), z.lte(maximum)));

/** At least one of something. */
export const count = nullish(z.int().check(z.gte(1)));

/** Records whose keys the caller chose. */
const CHOSEN_KEYS: ReadonlySet<PropertyKey> = new Set(['metadata', 'logit_bias', 'variables']);

/** Paths name fields of the wire; a key that the caller chose stands as `*`. */
const pathOf = (path: readonly PropertyKey[]): string => {
  let text = '';
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (depth === 0) text += String(key);
    else text += CHOSEN_KEYS.has(path[depth - 1] ?? '') ? '.*' : `.${String(key)}`;
  }
  return text;
};

/** The field at fault. Of the shapes that it might have had, the one that it came closest to says where. */
const faultOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] => {
  if (issue.code !== 'invalid_union') return issue.path;
  const inner = issue.errors.flatMap(([first]) => (first === undefined ? [] : [faultOf(first)]));
  const closest = inner.reduce<readonly PropertyKey[]>(
    (deepest, path) => (path.length > deepest.length ? path : deepest),
    [],
  );
  return [...issue.path, ...closest];
};

/**
 * Checks a body: known fields against the schema, unknown ones pass.
 *
 * Throws `missing_field` for a required field that isn't there, and `invalid_field`, with the path of the first field
 * at fault.
 */
export const checkBody = <T extends z.ZodMiniType>(
  schema: T,
  body: Readonly<Record<string, unknown>>,
  required: readonly string[],
): z.infer<T> => {
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue === undefined ? '' : pathOf(faultOf(issue));
  const missing = required.includes(param) && body[param] === undefined;
  throw new GatewayError(missing ? 'missing_field' : 'invalid_field', { param });
};
