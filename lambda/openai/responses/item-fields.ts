import { fields, fixed, id, keep, type Rule } from '../leaf.ts';

/** An item of a kind: what all items have, and fields of its own. */
export const itemOf = (rules: Readonly<Record<string, Rule>>): Rule =>
  fields({ type: keep, id, status: fixed, created_by: id, ...rules });

/** What called a tool: the model itself, or a program that it wrote. */
export const caller = fields({ type: fixed, caller_id: id });
