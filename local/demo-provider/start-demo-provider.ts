import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { drained, isOver } from '../drained.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { readRequestBody } from '../request-body.ts';
import { type AnswerHead, answerPlain } from './chat/answer-plain.ts';
import { answerStreamed } from './chat/answer-streamed.ts';
import { composeAnswer } from './compose.ts';
import { type ChatRequest, readChatRequest } from './chat/read-chat-request.ts';
import { FAILED, NO_JSON, NO_KEY, type Refusal, refuse, TOO_LARGE, UNKNOWN_URL } from './refusal.ts';

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

/** One piece after the other; stops when nobody listens any more. */
const sendStream = async (
  response: ServerResponse,
  chunks: Iterable<JsonObject>,
  pieceDelayMs: number,
): Promise<void> => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'openai-version': '2020-10-01',
  });
  for (const chunk of chunks) {
    if (isOver(response)) return;
    if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await drained(response);
    if (pieceDelayMs > 0) await delay(pieceDelayMs);
  }
  response.end('data: [DONE]\n\n');
};

const answer = async (
  response: ServerResponse,
  request: ChatRequest,
  pieceDelayMs: number,
): Promise<void> => {
  const choices = composeAnswer(request);
  const head: AnswerHead = {
    id: `chatcmpl-demo${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  if (request.streamed) await sendStream(response, answerStreamed(head, request, choices), pieceDelayMs);
  else sendJson(response, 200, answerPlain(head, request, choices));
};

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  { onReceived, pieceDelayMs = PIECE_DELAY_MS }: DemoProviderSettings,
): Promise<void> => {
  const bytes = await readRequestBody(request, MAX_BODY_BYTES);
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
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
  const refused = refuseRequest(request, body);
  if (refused) sendRefusal(response, refused);
  else if (body) await answer(response, readChatRequest(body), pieceDelayMs);
};

const refuseRequest = (request: IncomingMessage, body: JsonObject | undefined): Refusal | undefined => {
  if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) return NO_KEY;
  return body === undefined ? NO_JSON : refuse(body);
};

/**
 * Starts a provider on 127.0.0.1 that speaks OpenAI's chat completions, plain and streamed, and makes use of the
 * gateway's tokens that it is sent. It says in its answers that it is a demo.
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
