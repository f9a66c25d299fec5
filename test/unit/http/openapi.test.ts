import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { CORS } from '../../../lambda/contract/cors.ts';
import { ENDPOINTS } from '../../../lambda/contract/endpoints.ts';
import { FAILURES, type Failure, GatewayError } from '../../../lambda/contract/gateway-error.ts';
import document from '../../../lambda/http/openapi.json' with { type: 'json' };
import { errorBody, errorStatus } from '../../../lambda/openai/error-body.ts';
import { createOpenApi } from '../../../scripts/openapi/document.ts';
import { EXAMPLES } from '../../../scripts/openapi/examples.data.ts';
import { objectionsTo } from '../../support/openapi.ts';
import { wholeChatRequest } from '../../support/whole-chat-request.ts';
import { wholeResponsesRequest } from '../../support/whole-responses-request.ts';

interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref: string }[];
  readonly responses: Readonly<Record<string, object>>;
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries<DescribedOperation>(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);
const schemas = Object.keys(document.components.schemas);
const say = (place: string): string => place;

describe('the document', () => {
  test('is as fresh as the code: `npm run build:openapi` would write the same', () => {
    const file = new URL('../../../lambda/http/openapi.json', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(createOpenApi(), null, 2)}\n`);
  });

  test('is OpenAPI 3.1 to the letter of its own schema, with no reference that leads nowhere', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  test('has every endpoint, and no other', () => {
    expect(operations.map(({ name }) => name).toSorted()).toEqual(
      ENDPOINTS.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ENDPOINTS.length);
  });

  test.each(operations)('$name names the parameters of its path', ({ name, operation }) => {
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const all = document.components.parameters as Record<string, { name: string; in: string }>;
    const named = (operation.parameters ?? []).map(({ $ref }) => all[$ref.split('/').at(-1) ?? '']);
    expect(named.filter((one) => one?.in === 'path').map((one) => one?.name)).toEqual(inPath);
  });

  test('tells of every header that a browser may send for us, and of every one that it may read', () => {
    const text = JSON.stringify([document.components.parameters, document.components.securitySchemes]);
    const ours = CORS.requestHeaders.filter((name) => /^x-(?:hawthorn|openai|compliantchatgpt)-/.test(name));
    expect(ours.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
    expect(Object.keys(document.components.headers).toSorted()).toEqual(CORS.responseHeaders.toSorted());
  });

  test.each(Object.keys(FAILURES) as Failure[])('tells of the failure %s under its status', (failure) => {
    const error = new GatewayError(failure);
    const examples = Object.values(document.components.responses).map(
      ({ content }) => content['application/json'].examples as Record<string, { value: unknown }>,
    );
    const told = examples.filter((some) => Object.hasOwn(some, failure));
    expect(told.map((some) => some[failure]?.value)).toEqual([errorBody(error)]);
    const status = String(errorStatus(error));
    expect(operations.some(({ operation }) => status in operation.responses)).toBe(true);
    expect(objectionsTo('Error', errorBody(error))).toEqual([]);
  });
});

describe('the schemas', () => {
  test('each but that of errors has an example that fits it', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(schemas.filter((name) => name !== 'Error').toSorted());
    for (const [name, example] of Object.entries(EXAMPLES)) {
      expect(objectionsTo(name, example), name).toEqual([]);
    }
  });

  test('take every field that the API knows, and some that it doesn’t', () => {
    expect(objectionsTo('ChatCompletionRequest', wholeChatRequest(say))).toEqual([]);
    expect(objectionsTo('ResponseRequest', wholeResponsesRequest(say))).toEqual([]);
  });

  test.each([
    ['ChatCompletionRequest', { model: 'm', messages: [] }],
    ['ChatCompletionRequest', { model: 'm', messages: [{ role: 'wizard', content: 'Hi' }] }],
    ['ChatCompletionRequest', { model: 'm', messages: [{ role: 'user', content: 'Hi' }], temperature: 3 }],
    ['ResponseRequest', { input: 'Hi' }],
    ['ResponseRequest', { model: 'm', input: [{ type: 'spell' }] }],
    ['ResponseRequest', { model: 'm', input: 'Hi', response_format: { type: 'json_schema' } }],
    ['ConversationItems', { items: [] }],
    ['ConversationItems', { items: Array.from({ length: 21 }, () => ({ role: 'user', content: 'Hi' })) }],
    ['ConversationUpdate', {}],
    ['InspectionRequest', { input: 'Hi', colour: 'red' }],
    ['TextOnlyChatRequest', { messages: [{ role: 'user', content: 'Hi' }], stream: true }],
  ])('%s refuses %j, as the gateway does', (name, body) => {
    expect(objectionsTo(name, body)).not.toEqual([]);
  });
});
