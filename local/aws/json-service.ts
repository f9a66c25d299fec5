import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type LocalServer, listenLocally } from './local-server.ts';
import { ServiceError } from './service-error.ts';
import { type SignatureFault, signatureFault } from './signature.ts';

/** The members of a request, not yet checked. */
export type Input = Readonly<Record<string, unknown>>;

/** One operation: checks its input, throws `ServiceError`, gives what goes out as JSON. */
export type Operation = (input: Input) => object;

export interface JsonService {
  /** What stands before the dot in `X-Amz-Target`, such as `TrentService`. */
  readonly targetPrefix: string;
  /** The service's name in the credential scope, such as `kms`. */
  readonly signingName: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MOST_BYTES = 1_000_000;

const SIGNATURE_FAULTS: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  incomplete: ['IncompleteSignatureException', 'The signature is not complete.'],
  'for something else': ['InvalidSignatureException', 'The signature is for something else.'],
};

const checkSignature = (headers: IncomingHttpHeaders, signingName: string): void => {
  const fault = signatureFault(headers, { signingName, covering: ['host', 'x-amz-date', 'x-amz-target'] });
  if (fault !== undefined) throw new ServiceError(...SIGNATURE_FAULTS[fault]);
};

const readBody = async (request: IncomingMessage): Promise<Input> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MOST_BYTES) throw new ServiceError('RequestEntityTooLargeException', 'Too large.', 413);
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return Object.fromEntries(Object.entries(body));
    }
  } catch {
    // Answered below, as a body that is JSON but no object.
  }
  throw new ServiceError('SerializationException', 'The body is not a JSON object.');
};

const answer = async (service: JsonService, request: IncomingMessage): Promise<object> => {
  const { method, url, headers } = request;
  const target = headers['x-amz-target'];
  const name = typeof target === 'string' ? target : '';
  const operation = name.startsWith(`${service.targetPrefix}.`)
    ? name.slice(service.targetPrefix.length + 1)
    : '';
  const known = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (method !== 'POST' || url !== '/' || known === undefined || headers['content-type'] !== CONTENT_TYPE) {
    throw new ServiceError('UnknownOperationException', 'There is no such operation.');
  }
  checkSignature(headers, service.signingName);
  return known(await readBody(request));
};

const send = (response: ServerResponse, status: number, body: object): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
};

/** Serves an AWS service that speaks JSON 1.1, on a free port of this machine. */
export const startJsonService = (service: JsonService): Promise<LocalServer> => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      send(response, 200, await answer(service, request));
    } catch (error) {
      const known = error instanceof ServiceError ? error : undefined;
      const failure = known ?? new ServiceError('InternalFailure', 'The fake failed.', 500);
      send(response, failure.status, { __type: failure.name, message: failure.message });
    }
  };
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  return listenLocally(server);
};
