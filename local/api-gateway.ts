import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answerFailure, answerPreflight } from './gateway-answer.ts';
import { invoke } from './invocation.ts';
import { createProxyEvent } from './proxy-event.ts';
import { readRequestBody } from './request-body.ts';
import { type MatchedRoute, type Route, routesOf } from './routes.ts';

/** What a client got, told when its answer has ended. */
export interface ServedExchange {
  readonly method: string;
  readonly path: string;
  /** `undefined` when the client went away before there was an answer. */
  readonly status: number | undefined;
  readonly headers: OutgoingHttpHeaders;
  /** The first bytes of the body, up to `MAX_OBSERVED_BYTES`; empty for answers of the gateway's own. */
  readonly body: Buffer;
  /** False when the client went away or was cut off. */
  readonly complete: boolean;
  readonly durationMs: number;
}

export interface ApiGatewaySettings {
  readonly routes: readonly Route[];
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly onExchange?: (exchange: ServedExchange) => void;
  readonly now?: () => number;
  readonly limits?: Partial<Limits>;
}

export interface ApiGateway {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Takes no more requests, waits for running ones as long as told, then cuts them off. */
  close(graceMs?: number): Promise<void>;
}

/** The limits of a Regional REST API with response streaming, and of Lambda behind it. */
interface Limits {
  readonly bodyBytes: number;
  /** The event as JSON: Lambda takes 6 MB, less than API Gateway does. */
  readonly eventBytes: number;
  readonly timeoutMs: number;
  readonly idleMs: number;
}

const LIMITS: Limits = {
  bodyBytes: 10 * 1_048_576,
  eventBytes: 6 * 1_048_576,
  timeoutMs: 15 * 60_000,
  idleMs: 5 * 60_000,
};

/** More of an answer isn't kept for `onExchange`. */
const MAX_OBSERVED_BYTES = 4 * 1_048_576;

interface Serving {
  readonly settings: ApiGatewaySettings;
  readonly limits: Limits;
  readonly now: () => number;
}

const pathOf = (request: IncomingMessage): URL | undefined =>
  URL.parse(request.url ?? '', 'http://localhost') ?? undefined;

/** Tells `onExchange` of the answer when it has ended; returns what takes the bytes of its body. */
const observe = ({ settings, now }: Serving, request: IncomingMessage, response: ServerResponse) => {
  const started = now();
  const chunks: Uint8Array[] = [];
  let length = 0;
  response.once('close', () =>
    settings.onExchange?.({
      method: request.method ?? '',
      path: pathOf(request)?.pathname ?? '',
      status: response.headersSent ? response.statusCode : undefined,
      headers: response.getHeaders(),
      body: Buffer.concat(chunks),
      complete: response.writableFinished,
      durationMs: now() - started,
    }),
  );
  return (bytes: Uint8Array): void => {
    length += bytes.length;
    if (settings.onExchange && length <= MAX_OBSERVED_BYTES) chunks.push(bytes);
  };
};

/** Written as JSON a character takes at most six bytes, so that most bodies needn't be written to know. */
const fitsLambda = (event: APIGatewayProxyEvent, { eventBytes }: Limits): boolean =>
  (event.body?.length ?? 0) * 6 < eventBytes / 2 || Buffer.byteLength(JSON.stringify(event)) <= eventBytes;

const runRoute = async (
  { limits, now }: Serving,
  url: URL,
  route: MatchedRoute,
  request: IncomingMessage,
  response: ServerResponse,
  onBody: (bytes: Uint8Array) => void,
): Promise<void> => {
  const body = await readRequestBody(request, limits.bodyBytes);
  const event = body && createProxyEvent({ request, url, route, body, now: new Date(now()) });
  if (!event || !fitsLambda(event, limits)) {
    // The client may be writing still, then the connection is of no further use.
    response.shouldKeepAlive = false;
    answerFailure(response, 'body_too_large');
    return;
  }
  const { timeoutMs, idleMs } = limits;
  await invoke({ route, event, response, timeoutMs, idleMs, now, onBody });
};

const serve = async (serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const onBody = observe(serving, request, response);
  const url = pathOf(request);
  const candidates = url ? routesOf(serving.settings.routes, url.pathname) : [];
  const route = candidates.find(({ method }) => method === request.method);
  if (url && route) {
    await runRoute(serving, url, route, request, response, onBody);
    return;
  }
  request.resume();
  if (request.method === 'OPTIONS' && candidates.length > 0) {
    answerPreflight(
      response,
      candidates.map(({ method }) => method),
    );
  } else {
    answerFailure(response, 'unknown_route');
  }
};

const within = (work: Promise<unknown>, ms: number): Promise<unknown> => {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  return Promise.race([work, late]).finally(() => stop.abort());
};

const closeGateway = async (
  server: Server,
  running: ReadonlySet<Promise<void>>,
  graceMs: number,
): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await within(closed, graceMs);
  server.closeAllConnections();
  await within(Promise.all(running), graceMs);
  await closed;
};

/**
 * Starts an HTTP server that behaves as a Regional REST API with proxy integrations and response streaming, and that
 * calls the functions themselves. Rejects with the system's error when it can't listen.
 */
export const startApiGateway = async (settings: ApiGatewaySettings): Promise<ApiGateway> => {
  const host = settings.host ?? '127.0.0.1';
  const serving = { settings, limits: { ...LIMITS, ...settings.limits }, now: settings.now ?? Date.now };
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    if (!server.listening) response.shouldKeepAlive = false;
    // An answer that ends while the gateway closes leaves an idle connection behind.
    response.once('close', () => server.listening || server.closeIdleConnections());
    const work: Promise<void> = serve(serving, request, response)
      // The client went away before its request was whole; nobody is left to tell.
      .catch(() => void response.destroy())
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.listen(settings.port, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  return {
    url: `http://${host}:${port}`,
    close: (graceMs = 0) => closeGateway(server, running, graceMs),
  };
};
