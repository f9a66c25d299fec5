/**
 * The one way to write a JSON value, after RFC 8785 (JCS): no white space, an object's keys sorted by their UTF-16
 * units, numbers and strings as ECMAScript writes them. Members that are `undefined` are left out, as in JSON.
 * Throws on what JSON cannot carry.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new Error('A value cannot be written as JSON.');
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};
