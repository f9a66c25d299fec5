import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { drained, isOver } from '../drained.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { readRequestBody } from '../request-body.ts';
import { CHAT_ENDPOINT } from './chat/chat-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { FAILED, NO_JSON, NO_KEY, type Refusal, TOO_LARGE, UNKNOWN_URL } from './refusal.ts';
import { RESPONSES_ENDPOINT } from './responses/responses-endpoint.ts';

export interface DemoProviderSettings {
  readonly onReceived?: (request: ReceivedRequest) => void;
  /** Between two pieces of a streamed answer. */
  readonly pieceDelayMs?: number;
}

export interface DemoProvider {
  /** With the version: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1_048_576;
const PIECE_DELAY_MS = 12;

const sendJson = (response: ServerResponse, status: number, body: JsonObject): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'openai-version': '2020-10-01',
    'x-request-id': `req_demo${randomUUID().replaceAll('-', '')}`,
  });
  response.end(JSON.stringify(body));
};

const sendRefusal = (response: ServerResponse, { status, error }: Refusal): void =>
  sendJson(response, status, { error });

const parseBody = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** One frame after the other; stops when nobody listens any more. */
const sendStream = async (
  response: ServerResponse,
  frames: Iterable<string>,
  pieceDelayMs: number,
): Promise<void> => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'openai-version': '2020-10-01',
  });
  for (const frame of frames) {
    if (isOver(response)) return;
    if (!response.write(frame)) await drained(response);
    if (pieceDelayMs > 0) await delay(pieceDelayMs);
  }
  response.end();
};

const ENDPOINTS = new Map<string | undefined, Endpoint>([
  ['/v1/chat/completions', CHAT_ENDPOINT],
  ['/v1/responses', RESPONSES_ENDPOINT],
]);

const isKeyed = (request: IncomingMessage): boolean =>
  /^Bearer \S+$/.test(request.headers.authorization ?? '');

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  { onReceived, pieceDelayMs = PIECE_DELAY_MS }: DemoProviderSettings,
): Promise<void> => {
  const bytes = await readRequestBody(request, MAX_BODY_BYTES);
  const endpoint = request.method === 'POST' ? ENDPOINTS.get(request.url) : undefined;
  if (endpoint === undefined) {
    sendRefusal(response, UNKNOWN_URL);
    return;
  }
  if (bytes === undefined) {
    sendRefusal(response, TOO_LARGE);
    return;
  }
  const id = request.headers['x-client-request-id'];
  onReceived?.({ requestId: typeof id === 'string' ? id : undefined, body: bytes.toString('utf8') });
  const body = parseBody(bytes.toString('utf8'));
  const refused = isKeyed(request) ? undefined : NO_KEY;
  const answer = refused ?? (body === undefined ? NO_JSON : (endpoint.refuse(body) ?? endpoint.answer(body)));
  if ('status' in answer) sendRefusal(response, answer);
  else if (answer.kind === 'plain') sendJson(response, 200, answer.body);
  else await sendStream(response, answer.frames, pieceDelayMs);
};

/**
 * Starts a provider on 127.0.0.1 that speaks OpenAI's chat completions and responses, plain and streamed, and makes use
 * of the gateway's tokens that it is sent. It says in its answers that it is a demo, and keeps nothing.
 */
export const startDemoProvider = async (settings: DemoProviderSettings = {}): Promise<DemoProvider> => {
  const server = createServer((request, response) => {
    serve(request, response, settings).catch(() => {
      // Whoever asked has gone away, or the answer could not be made.
      if (isOver(response) || response.headersSent) response.destroy();
      else sendRefusal(response, FAILED);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
