import { ENDPOINTS, type Endpoint } from '../../lambda/contract/endpoints.ts';
import { ANSWER_SCHEMAS } from './answer-schemas.ts';
import { ERROR_RESPONSES, ERROR_SCHEMA, errorsOf, headerRefs } from './errors.ts';
import { EXAMPLES } from './examples.data.ts';
import { RESPONSE_HEADERS } from './headers.data.ts';
import type { BodyName, Operation } from './operation.ts';
import { OPERATIONS } from './operations.data.ts';
import { PARAMETERS } from './parameters.data.ts';
import { REQUEST_SCHEMAS } from './request-bodies.ts';
import { INFO, SECURITY_SCHEMES, TAGS } from './surroundings.data.ts';

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** One of several shapes, with an example of each. */
const content = (names: readonly BodyName[]) => ({
  schema:
    names.length === 1 && names[0] !== undefined ? schemaRef(names[0]) : { anyOf: names.map(schemaRef) },
  examples: Object.fromEntries(names.map((name) => [name, { value: EXAMPLES[name] }])),
});

const bodyOf = ({ takes, bodyRequired = true }: Operation) =>
  takes === undefined
    ? {}
    : { requestBody: { required: bodyRequired, content: { 'application/json': content(takes) } } };

/** Each way to authenticate is one object; the schemes in it are needed together. */
const SECURITY: Readonly<Record<Operation['auth'], readonly Readonly<Record<string, readonly string[]>>[]>> =
  {
    none: [],
    'any-key': [{ bearer: [] }, { textOnlyKey: [] }],
    bearer: [{ bearer: [] }],
    'provider-key': [{ bearer: [] }, { bearer: [], providerKey: [] }],
    chat: [{ bearer: [] }, { bearer: [], providerKey: [] }, { textOnlyKey: [], providerKey: [] }],
  };

const eventsOf = (events: BodyName) => ({
  'text/event-stream': {
    schema: {
      description: 'Server-sent events; this is what the `data` of one holds.',
      anyOf: [schemaRef(events), schemaRef('Error')],
    },
    examples: { [events]: { value: EXAMPLES[events] } },
  },
});

const answerOf = ({ answers, events, headers = [] }: Operation) =>
  answers.length === 0
    ? {}
    : {
        '200': {
          description: 'Done.',
          headers: headerRefs(['x-request-id', ...headers]),
          content: { 'application/json': content(answers), ...(events !== undefined && eventsOf(events)) },
        },
      };

const operationOf = (operation: Operation) => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.description !== undefined && { description: operation.description }),
  security: SECURITY[operation.auth],
  ...(operation.parameters !== undefined && {
    parameters: operation.parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  }),
  ...bodyOf(operation),
  responses: { ...answerOf(operation), ...errorsOf(operation.errors) },
});

const told = ({ method, path }: Endpoint): Operation => {
  const operation = OPERATIONS[`${method} ${path}`];
  if (operation === undefined) throw new Error(`Nothing is said of ${method} ${path}.`);
  return operation;
};

const paths = (): Readonly<Record<string, object>> => {
  const byPath: Record<string, Record<string, object>> = {};
  for (const endpoint of ENDPOINTS) {
    const item = (byPath[endpoint.path] ??= {});
    item[endpoint.method.toLowerCase()] = operationOf(told(endpoint));
  }
  return byPath;
};

/** The API as an OpenAPI 3.1 document, https://spec.openapis.org/oas/v3.1.1.html */
export const createOpenApi = () => ({
  openapi: '3.1.1',
  info: INFO,
  // Where the document itself was had from, under whatever stage or domain.
  servers: [{ url: '.' }],
  tags: TAGS,
  paths: paths(),
  components: {
    securitySchemes: SECURITY_SCHEMES,
    parameters: PARAMETERS,
    headers: Object.fromEntries(
      Object.entries(RESPONSE_HEADERS).map(([name, description]) => [
        name,
        { description, schema: { type: 'string' } },
      ]),
    ),
    schemas: { ...REQUEST_SCHEMAS, ...ANSWER_SCHEMAS, Error: ERROR_SCHEMA },
    responses: ERROR_RESPONSES,
  },
});
