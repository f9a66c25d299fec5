import { type Context, Hono } from 'hono';
import type { Clock } from '../contract/clock.ts';
import { CORS } from '../contract/cors.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import type { Log } from '../contract/log.ts';
import type { RequestMeter } from '../contract/meter.ts';
import { type RequestId, requestId } from '../contract/tenant.ts';
import type { GatewayAnswer, GatewayCall } from '../gateway/call.ts';
import { errorBody, errorStatus } from '../openai/error-body.ts';
import { atFirstContent } from './at-first-content.ts';
import { withKeepAlive } from './keep-alive.ts';
import { measuredEndpoint } from './measured-endpoint.ts';
import { outcomeOf } from './outcome-of.ts';
import { readBody } from './read-body.ts';

export interface AppDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Something that never comes twice, such as a UUID. */
  readonly unique: () => string;
  readonly keepAliveMs?: number;
}

/** What the transport hands in beside the request. */
interface Transport {
  /** Aborts when the client is gone or the function's time is up. */
  readonly signal: AbortSignal;
  readonly meter?: RequestMeter;
}

/** What every request carries through the app. */
export interface AppEnv {
  readonly Bindings: Transport;
  readonly Variables: { requestId: RequestId; receivedAt: number };
}

export type AppContext = Context<AppEnv>;

/** Proxies close connections that are silent for 30 to 60 seconds. */
const KEEP_ALIVE_MS = 12_000;

/** After a refusal for want of a dependency a client may try again this soon, in seconds. */
const RETRY_AFTER_S = 2;

const CORS_HEADERS = {
  'access-control-allow-origin': CORS.origin,
  'access-control-expose-headers': CORS.responseHeaders.join(', '),
};

/** The request as the gateway sees it. */
export const callOf = (context: AppContext): GatewayCall => ({
  requestId: context.get('requestId'),
  headers: { get: (name) => context.req.header(name) },
  query: { all: (name) => context.req.queries(name) ?? [] },
  readBody: (options) => readBody(context.req.raw, options),
  receivedAt: context.get('receivedAt'),
  signal: context.env.signal,
});

/** Writes an answer of the gateway as HTTP. */
export const respond = (
  context: AppContext,
  answer: GatewayAnswer,
  keepAliveMs = KEEP_ALIVE_MS,
): Response => {
  const content = (): void => context.env.meter?.content();
  if (answer.kind === 'json') {
    content();
    return context.json(answer.body, 200, { ...answer.headers });
  }
  const kept = withKeepAlive(atFirstContent(answer.frames, content), keepAliveMs);
  const frames = ReadableStream.from(kept).pipeThrough(new TextEncoderStream());
  return context.body(frames, 200, {
    ...answer.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    // What stands in stored state may not be kept on the way either.
    'cache-control': `${answer.headers['cache-control'] ?? 'no-cache'}, no-transform`,
  });
};

const respondError = (context: AppContext, error: GatewayError): Response => {
  const status = errorStatus(error);
  const { retryAfterSeconds, headers } = error.detail;
  const retryAfter = retryAfterSeconds ?? (status === 503 || status === 429 ? RETRY_AFTER_S : undefined);
  return Response.json(errorBody(error), {
    status,
    headers: {
      ...CORS_HEADERS,
      ...headers,
      'x-request-id': context.get('requestId'),
      'cache-control': 'no-store',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  });
};

/** An app without routes: request ids, CORS, logging, and the one way in which failures are answered. */
export const createApp = ({ clock, log, unique }: AppDeps): Hono<AppEnv> => {
  const app = new Hono<AppEnv>();

  app.use(async (context, next) => {
    context.set('requestId', requestId(unique()));
    context.set('receivedAt', clock());
    context.env.meter?.asked(measuredEndpoint(context.req.path));
    await next();
    for (const [name, value] of Object.entries(CORS_HEADERS)) context.header(name, value);
    context.header('x-request-id', context.get('requestId'));
    log('request_finished', {
      requestId: context.get('requestId'),
      status: context.res.status,
      durationMs: clock() - context.get('receivedAt'),
    });
  });

  const refuse = (context: AppContext, error: GatewayError): Response => {
    context.env.meter?.ended(outcomeOf(error));
    return respondError(context, error);
  };

  app.notFound((context) => refuse(context, new GatewayError('unknown_route')));

  app.onError((error, context) => {
    const known = error instanceof GatewayError;
    if (known) log('request_failed', { requestId: context.get('requestId'), failure: error.failure });
    else log('unexpected_error', { requestId: context.get('requestId'), errorName: error.name });
    return refuse(context, known ? error : new GatewayError('internal'));
  });

  return app;
};
