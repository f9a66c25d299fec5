import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenLocally } from '../../local/aws/local-server.ts';
import { TELLTALE } from './faults.ts';

/** How a service misbehaves on the wire. `refused`: it says that the request is wrong. */
export type Misbehaviour =
  | 'error'
  | 'throttled'
  | 'refused'
  | 'hang'
  | 'reset'
  | 'html'
  | 'cut'
  | 'empty'
  | 'odd';

/** An AWS service that does nothing right. Everything that it says holds a telltale. */
export interface FailingServer {
  readonly url: string;
  misbehave(how: Misbehaviour | ((body: string) => object)): void;
  readonly calls: number;
  close(): Promise<void>;
}

const sendJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
};

const MISBEHAVIOURS: Record<Misbehaviour, (response: ServerResponse) => void> = {
  error: (response) => sendJson(response, 500, { __type: 'InternalServerError', message: TELLTALE }),
  throttled: (response) => sendJson(response, 400, { __type: 'ThrottlingException', message: TELLTALE }),
  refused: (response) => sendJson(response, 400, { __type: 'ValidationException', message: TELLTALE }),
  hang: () => undefined,
  reset: (response) => void response.socket?.resetAndDestroy(),
  html: (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<html><body>${TELLTALE}</body></html>`);
  },
  cut: (response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '1000' });
    response.write(`{"Item":{"id":{"S":"${TELLTALE}`);
    setImmediate(() => response.socket?.destroy());
  },
  empty: (response) => void response.writeHead(200).end(),
  odd: (response) =>
    sendJson(response, 200, {
      Item: { id: { S: TELLTALE } },
      Items: [{ sk: { S: TELLTALE } }],
      Plaintext: 'AAAA',
      SecretString: '',
    }),
};

export const startFailingServer = async (): Promise<FailingServer> => {
  let how: Misbehaviour | ((body: string) => object) = 'error';
  let calls = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    calls += 1;
    if (typeof how === 'function') sendJson(response, 200, how(body));
    else MISBEHAVIOURS[how](response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const listening = await listenLocally(server);
  return {
    ...listening,
    misbehave(next) {
      how = next;
      calls = 0;
    },
    get calls() {
      return calls;
    },
  };
};
