/** A value of an event, as JSON has it. */
type EventValue = string | null | EventRecord | readonly EventRecord[];
export interface EventRecord {
  readonly [field: string]: EventValue;
}

/** What the patterns of the stacks are made of, a part of what EventBridge knows. */
type Condition = string | { readonly prefix?: string; readonly wildcard?: string; readonly exists?: boolean };
export interface Fields {
  readonly [field: string]: readonly Condition[] | readonly Fields[] | Fields;
}

const KNOWN = ['prefix', 'wildcard', 'exists'];

const isLike = (value: string, wildcard: string): boolean => {
  const literals = wildcard.split('*').map((text) => text.replaceAll(/[.\\/+?^$(){}|[\]]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 's').test(value);
};

const meets = (value: EventValue | undefined, condition: Condition): boolean => {
  if (typeof condition === 'string') return value === condition;
  const unknown = Object.keys(condition).filter((word) => !KNOWN.includes(word));
  if (unknown.length > 0) throw new Error(`Not understood in a pattern: ${unknown.join()}`);
  const { prefix, wildcard, exists } = condition;
  if (exists !== undefined) return (value !== undefined) === exists;
  if (typeof value !== 'string') return false;
  return prefix === undefined ? isLike(value, wildcard ?? '') : value.startsWith(prefix);
};

const meetsField = (value: EventValue | undefined, wanted: Fields[string]): boolean => {
  if (Array.isArray(wanted)) return (wanted as readonly Condition[]).some((one) => meets(value, one));
  if (value === undefined || value === null || typeof value === 'string') return false;
  const records = Array.isArray(value) ? (value as readonly EventRecord[]) : [value as EventRecord];
  return records.some((record) => matches(record, wanted as Fields));
};

/**
 * Whether EventBridge lets an event through.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const matches = (event: EventRecord, pattern: Fields): boolean =>
  Object.entries(pattern).every(([field, wanted]) =>
    field === '$or'
      ? (wanted as readonly Fields[]).some((one) => matches(event, one))
      : meetsField(event[field], wanted),
  );
