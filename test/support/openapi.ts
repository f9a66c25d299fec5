import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import document from '../../lambda/http/openapi.json' with { type: 'json' };

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a shape doesn't name isn't there either, unless the shape says that more may be. */
const closed = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(closed);
  if (!isObject(node)) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return isObject(node['properties']) && node['type'] === 'object'
    ? { additionalProperties: false, ...inner }
    : inner;
};

const BASE = 'https://gateway.invalid/openapi.json';
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: BASE, components: closed(document.components) });

/** The object at a JSON pointer of the document, or what it refers to. */
const resolved = (node: unknown): Json => {
  const found = isObject(node) ? node : {};
  const ref = found['$ref'];
  if (typeof ref !== 'string') return found;
  return ref
    .split('/')
    .slice(1)
    .reduce<Json>((at, key) => at[key] as Json, document);
};

/** What a schema, written with references into the document, has against a value. */
const objections = (schema: unknown, value: unknown): readonly string[] => {
  const text = JSON.stringify(schema).replaceAll('"#/', `"${BASE}#/`);
  const validate = ajv.compile(JSON.parse(text) as Json);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

export const objectionsTo = (name: string, value: unknown): readonly string[] =>
  objections({ $ref: `#/components/schemas/${name}` }, value);

const operationOf = (method: string, path: string): Json => {
  const item = (document.paths as Json)[path] as Json;
  return item[method.toLowerCase()] as Json;
};

const eventsIn = (text: string): readonly unknown[] =>
  [...text.matchAll(/^data: (.+)$/gm)]
    .map(([, data = '']) => data)
    .filter((data) => data !== '[DONE]')
    .map((data): unknown => JSON.parse(data));

/** Of the headers those that are ours to describe. */
const describable = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => /^(?:x-|openai-processing|retry-after)/.test(name));

/**
 * Holds an answer against what the document says of an endpoint: the status, the headers, the type, and the body or
 * each event. Gives the body.
 */
export const expectDescribed = async (endpoint: string, answer: Response): Promise<unknown> => {
  const [method = '', path = ''] = endpoint.split(' ');
  const responses = operationOf(method, path)['responses'] as Json;
  expect(Object.keys(responses)).toContain(String(answer.status));
  const described = resolved(responses[String(answer.status)]);
  expect(Object.keys(described['headers'] as Json)).toEqual(
    expect.arrayContaining(describable(answer.headers)),
  );
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  const content = (described['content'] as Json)[type] as Json | undefined;
  expect(content, `${endpoint} ${answer.status} ${type}`).toBeDefined();
  const text = await answer.text();
  const values = type === 'text/event-stream' ? eventsIn(text) : [JSON.parse(text) as unknown];
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(objections(content?.['schema'], value)).toEqual([]);
  return values.at(-1);
};
