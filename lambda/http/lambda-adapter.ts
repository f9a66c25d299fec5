import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Hono } from 'hono';
import { GatewayError } from '../contract/gateway-error.ts';
import type { AppEnv } from './app.ts';

/** Kept for the end of a request: closing the audit and writing the last frame, in milliseconds. */
const RESERVE_MS = 10_000;

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

/** Aborts when the client closes the connection, where the transport tells, and when the time is up. */
const watch = (stream: Writable, remainingMs: number) => {
  const controller = new AbortController();
  const timer = setTimeout(
    () => {
      controller.abort(new GatewayError('timed_out'));
    },
    Math.max(0, remainingMs - RESERVE_MS),
  );
  stream.on('close', () => {
    clearTimeout(timer);
    if (!stream.writableFinished) controller.abort();
  });
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
};

const pipe = async (
  body: ReadableStream<Uint8Array>,
  stream: Writable,
  signal: AbortSignal,
): Promise<void> => {
  const reader = body.getReader();
  const cancel = (): void => {
    reader.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (stream.destroyed) return reader.cancel();
    if (!stream.write(value)) await once(stream, 'drain', { signal });
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
export const createLambdaHandler = (app: Hono<AppEnv>) =>
  awslambda.streamifyResponse<APIGatewayProxyEvent>(async (event, responseStream, context: Context) => {
    const { signal, stop } = watch(responseStream, context.getRemainingTimeInMillis());
    try {
      const response = await app.fetch(requestOf(event), { signal });
      const stream = awslambda.HttpResponseStream.from(responseStream, {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
      });
      // Nothing leaves before the first write, not even the status.
      stream.write('');
      if (response.body !== null) await pipe(response.body, stream, signal);
      stream.end();
    } catch {
      responseStream.destroy();
    } finally {
      stop();
    }
  });
