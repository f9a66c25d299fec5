import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Hono } from 'hono';
import { GatewayError } from '../contract/gateway-error.ts';
import { type Metering, type RequestMeter, UNMEASURED } from '../contract/meter.ts';
import type { AppEnv } from './app.ts';

/** Kept for the end of a request: closing the audit and writing the last frame, in milliseconds. */
const RESERVE_MS = 10_000;
/** What is left of it when an answer that hasn't come to its end by then is cut off. */
const CUT_OFF_MS = 3_000;

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** API Gateway may hand on a path as it came or decoded. A slash inside of a segment, as in a model's id, stays one. */
const encodedPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => encodeURIComponent(decoded(segment)))
    .join('/');

/** API Gateway hands on names and values decoded, repeated ones as a list. None stands there as `null`. */
const queryOf = (event: APIGatewayProxyEvent): string => {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) query.append(name, value);
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
};

const requestOf = (event: APIGatewayProxyEvent): Request => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(event.multiValueHeaders)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const hasBody = event.body !== null && event.httpMethod !== 'GET' && event.httpMethod !== 'HEAD';
  return new Request(`http://gateway${encodedPath(event.path)}${queryOf(event)}`, {
    method: event.httpMethod,
    headers,
    ...(hasBody && { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') }),
  });
};

/**
 * Aborts `signal` when the client closes the connection, where the transport tells, and when the time is up. An answer
 * that is under way then can still tell the client, until `cut` aborts.
 */
const watch = (stream: Writable, remainingMs: number) => {
  const request = new AbortController();
  const answer = new AbortController();
  const after = (reserveMs: number, abort: () => void) =>
    setTimeout(abort, Math.max(0, remainingMs - reserveMs));
  const timers = [
    after(RESERVE_MS, () => request.abort(new GatewayError('timed_out'))),
    after(CUT_OFF_MS, () => answer.abort()),
  ];
  const stop = (): void => timers.forEach(clearTimeout);
  stream.on('close', () => {
    stop();
    if (stream.writableFinished) return;
    request.abort();
    answer.abort();
  });
  return { signal: request.signal, cut: answer.signal, stop };
};

/** Throws when the answer is cut off: a proper end would say that it is whole. */
const pipe = async (body: ReadableStream<Uint8Array>, stream: Writable, cut: AbortSignal): Promise<void> => {
  const reader = body.getReader();
  const cancel = (): void => {
    reader.cancel().catch(() => undefined);
  };
  cut.addEventListener('abort', cancel, { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    cut.throwIfAborted();
    if (done) return;
    if (stream.destroyed) return reader.cancel();
    if (!stream.write(value)) await once(stream, 'drain', { signal: cut });
  }
};

/** Answers one request. An answer that was cut off counts as broken, and a client that left as just that. */
const serve = async (
  app: Hono<AppEnv>,
  event: APIGatewayProxyEvent,
  responseStream: awslambda.HttpResponseStream,
  remainingMs: number,
  meter: RequestMeter,
): Promise<void> => {
  const { signal, cut, stop } = watch(responseStream, remainingMs);
  try {
    const response = await app.fetch(requestOf(event), { signal, meter });
    const stream = awslambda.HttpResponseStream.from(responseStream, {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
    });
    // Nothing leaves before the first write, not even the status.
    stream.write('');
    if (response.body !== null) await pipe(response.body, stream, cut);
    stream.end();
  } catch {
    meter.ended('broken');
    responseStream.destroy();
  } finally {
    stop();
    if (signal.aborted && !(signal.reason instanceof GatewayError)) meter.ended('abandoned');
  }
};

/**
 * Runs an app as a Lambda function behind an API Gateway with response streaming: a v1 proxy event in; a prelude with
 * status and headers, eight NULs and the body out.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 *
 * No error may escape: the runtime would log its message.
 */
export const createLambdaHandler = (app: Hono<AppEnv>, { measure }: Metering = UNMEASURED) =>
  awslambda.streamifyResponse<APIGatewayProxyEvent>((event, responseStream, context: Context) =>
    measure((meter) => serve(app, event, responseStream, context.getRemainingTimeInMillis(), meter)),
  );
