import type { ServerResponse } from 'node:http';
import { drained, isOver } from './drained.ts';
import { answerFailure, type GatewayFailure } from './gateway-answer.ts';
import { createPreludeParser, type Prelude } from './prelude-parser.ts';
import type { ResponseSink } from './response-stream.ts';

/** Headers that belong to a connection or that the gateway sets itself, since it sends every body in chunks. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'trailer',
]);

const outgoing = ({
  headers,
  multiValueHeaders,
  cookies,
}: Prelude): ReadonlyMap<string, string | string[]> => {
  const all = new Map<string, string | string[]>(cookies.length === 0 ? [] : [['set-cookie', [...cookies]]]);
  for (const [name, value] of [...Object.entries(headers), ...Object.entries(multiValueHeaders)]) {
    const lower = name.toLowerCase();
    if (!NOT_PASSED_ON.has(lower)) all.set(lower, typeof value === 'string' ? value : [...value]);
  }
  return all;
};

/** Takes a handler's bytes and answers the client with them, each as soon as it comes. */
export interface ResponseWriter extends ResponseSink {
  /** The handler failed or took too long: an error if nothing has gone out yet, else the connection is cut. */
  fail(failure: GatewayFailure): void;
}

/** `onBody` sees the body as the client gets it. */
export const createResponseWriter = (
  response: ServerResponse,
  onBody: (bytes: Uint8Array) => void,
): ResponseWriter => {
  const parser = createPreludeParser();

  const fail = (failure: GatewayFailure): void => {
    if (isOver(response)) return;
    if (response.headersSent) response.destroy();
    else answerFailure(response, failure);
  };

  const begin = (prelude: Prelude): void => {
    // Set one by one, since headers given to `writeHead` can't be read again by who observes the answer.
    for (const [name, value] of outgoing(prelude)) response.setHeader(name, value);
    response.statusCode = prelude.statusCode;
    response.flushHeaders();
  };

  const feed = (bytes: Uint8Array): Uint8Array => {
    const { prelude, body } = parser.feed(bytes);
    if (prelude) begin(prelude);
    return body;
  };

  /** `undefined` when the bytes are no proper answer; the client has been told then. */
  const orFail = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      fail('internal');
      return undefined;
    }
  };

  const write = async (bytes: Uint8Array): Promise<void> => {
    if (isOver(response)) return;
    const body = orFail(() => feed(bytes));
    if (body === undefined || body.length === 0) return;
    onBody(body);
    if (!response.write(body)) await drained(response);
  };

  return {
    fail,
    write,
    abort: () => fail('internal'),
    end: () => {
      orFail(() => {
        parser.flush();
        response.end();
      });
    },
  };
};
