import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createContext } from './lambda-runtime.ts';
import { createResponseStream } from './response-stream.ts';
import { createResponseWriter } from './response-writer.ts';
import type { Route } from './routes.ts';

export interface Invocation {
  readonly route: Route;
  readonly event: APIGatewayProxyEvent;
  readonly response: ServerResponse;
  readonly timeoutMs: number;
  /** The longest time in which the handler may write nothing. */
  readonly idleMs: number;
  readonly now: () => number;
  /** Sees the body as the client gets it. */
  readonly onBody: (bytes: Uint8Array) => void;
}

/**
 * Lets a handler answer a request. Resolves when the handler has come to its end and the client has its answer or is
 * gone; never throws. When the client goes away the handler's stream closes without a finish.
 */
export const invoke = async (invocation: Invocation): Promise<void> => {
  const { route, event, response, timeoutMs, idleMs, now } = invocation;
  const writer = createResponseWriter(response, (bytes) => {
    idle.refresh();
    invocation.onBody(bytes);
  });
  const made = createResponseStream(writer);
  const answered = new Promise<void>((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) made.abandon();
      resolve();
    });
  });
  const giveUp = (): void => {
    writer.fail('timed_out');
    made.abandon();
  };
  const idle = setTimeout(giveUp, idleMs);
  const deadline = setTimeout(giveUp, timeoutMs);
  try {
    await route.handler(event, made.stream, createContext({ functionName: route.resource, timeoutMs, now }));
  } catch {
    // What the handler threw may quote a text; nothing of it is told or kept.
    made.abandon();
  }
  await answered;
  clearTimeout(idle);
  clearTimeout(deadline);
};
