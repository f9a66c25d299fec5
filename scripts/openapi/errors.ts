import { FAILURES, type Failure, GatewayError } from '../../lambda/contract/gateway-error.ts';
import { errorBody, errorStatus } from '../../lambda/openai/error-body.ts';
import type { JsonSchema } from './json-schema.ts';

interface CataloguedFailure {
  readonly failure: string;
  readonly status: number;
  readonly body: ReturnType<typeof errorBody>;
}

const isFailure = (name: string): name is Failure => Object.hasOwn(FAILURES, name);

/** Every way to fail, as a client sees it. */
const CATALOGUE: readonly CataloguedFailure[] = Object.keys(FAILURES)
  .filter(isFailure)
  .map((failure) => {
    const error = new GatewayError(failure);
    return { failure, status: errorStatus(error), body: errorBody(error) };
  });

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** OpenAI's error object, with the types and codes of the catalogue. */
export const ERROR_SCHEMA: JsonSchema = {
  description: 'OpenAI’s error object. It holds no text of the request, no value, no token and no key.',
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string', description: 'One of a closed set of sentences.' },
        type: { type: 'string', enum: distinct(CATALOGUE.map(({ body }) => body.error.type)) },
        param: { type: 'string', description: 'The path of the field at fault; empty where there is none.' },
        code: { type: 'string', enum: distinct(CATALOGUE.map(({ body }) => body.error.code)) },
      },
    },
  },
};

export type ErrorStatus = 400 | 401 | 403 | 404 | 413 | 429 | 500 | 502 | 503;

const NAMES: Readonly<Record<ErrorStatus, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  413: 'TooLarge',
  429: 'TooMany',
  500: 'Failed',
  502: 'ProviderFailed',
  503: 'Unavailable',
};

const HEADERS: Readonly<Partial<Record<ErrorStatus, readonly string[]>>> = {
  403: ['x-hawthorn-phi'],
  429: [
    ...['retry-after', 'x-should-retry', 'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests'],
    'x-ratelimit-reset-requests',
  ],
  503: ['retry-after'],
};

export const headerRefs = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const responseFor = (status: number, headers: readonly string[]) => {
  const failures = CATALOGUE.filter((known) => known.status === status);
  const codes = distinct(failures.map(({ body }) => `\`${body.error.code}\``)).join(', ');
  return {
    description: `The code is ${codes}.`,
    headers: headerRefs(['x-request-id', ...headers]),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        examples: Object.fromEntries(failures.map(({ failure, body }) => [failure, { value: body }])),
      },
    },
  };
};

/** The one table of errors, as OpenAPI has it: an answer a status, with each of its failures as an example. */
export const ERROR_RESPONSES = Object.fromEntries(
  Object.entries(NAMES).map(([status, name]) => {
    const headers = Object.entries(HEADERS).find(([with_]) => with_ === status)?.[1] ?? [];
    return [name, responseFor(Number(status), headers)];
  }),
);

/** The errors of an operation, by status. */
export const errorsOf = (statuses: readonly ErrorStatus[]) =>
  Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${NAMES[status]}` }]),
  );
