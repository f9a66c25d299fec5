/** JSON in JSON, so deep. */
export const nested = (value: unknown, depth: number): string =>
  JSON.stringify(depth === 1 ? { note: value } : { note: nested(value, depth - 1) });

type Make<T> = (text: string) => T;

/** Texts that are more than prose, with a text in them. */
export const ODD_TEXTS: Readonly<Record<string, Make<string>>> = {
  'JSON in JSON': (text) => nested(text, 5),
  'a JSON string of a JSON document': (text) => JSON.stringify(nested(text, 1)),
  'a key of JSON': (text) => JSON.stringify({ a: [{ [text]: { [text]: 1 } }] }),
  'JSON that is cut off': (text) => `{"note":"${text}","more":`,
  'JSON lines': (text) => `{"note":"${text}"}\n{"note":"${text}"}`,
  'JSON behind a byte-order mark': (text) => `\ufeff${nested(text, 1)}`,
  'a code block': (text) => `\`\`\`json\n${JSON.stringify({ note: text }, null, 2)}\n\`\`\``,
  Python: (text) => `{'note': '${text}', 'ok': True}`,
  XML: (text) => `<note><p>${text}</p></note>`,
  YAML: (text) => `note:\n  - ${text}`,
  Markdown: (text) => `# Note\n\n> - **${text}**`,
};

/** Schemas that hold a text where it can be rewritten. */
export const ODD_SCHEMAS: Readonly<Record<string, Make<unknown>>> = {
  'a string for a schema': (text) => text,
  'a list for a schema': (text) => [text],
  'a list for the properties': (text) => ({ properties: [text] }),
  'an object for an enum': (text) => ({ enum: { a: text } }),
  'an unknown keyword of a schema': (text) => ({ 'x-note': { deep: [text] } }),
  'a schema deep inside': (text) => ({
    properties: { a: { items: { anyOf: [{ not: { if: { else: { const: [text] } } } }] } } },
  }),
};

/** Those that hold it where it can't be. */
export const FIXED_SCHEMAS: Readonly<Record<string, Make<unknown>>> = {
  'a string for what is required': (text) => ({ required: text }),
  'a string for a type': (text) => ({ type: text }),
};

/** The same names, with what `change` makes of each entry. */
export const mapRecord = <T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
