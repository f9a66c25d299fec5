import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { type AppEnv, respond } from '../../../lambda/http/app.ts';
import { createLambdaHandler } from '../../../lambda/http/lambda-adapter.ts';
import { startApiGateway } from '../../../local/api-gateway.ts';
import { installLambdaRuntime, isStreamingHandler } from '../../../local/lambda-runtime.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((gateway) => gateway.close()));
});

/** Serves one stream by a function that has so long, of which the last ten seconds are kept for the end. */
const serve = async (timeoutMs: number, frames: (signal: AbortSignal) => AsyncIterable<string>) => {
  const app = new Hono<AppEnv>();
  app.get('/stream', (context) =>
    respond(context, { kind: 'events', headers: {}, frames: frames(context.env.signal) }),
  );
  installLambdaRuntime();
  const handler: unknown = createLambdaHandler(app);
  if (!isStreamingHandler(handler)) throw new Error('not marked');
  const routes = [{ method: 'GET', resource: '/stream', handler }] as const;
  const gateway = await startApiGateway({ port: 0, routes, limits: { timeoutMs } });
  opened.push(gateway);
  return fetch(`${gateway.url}/stream`);
};

const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort');

describe('an answer that is under way when the time is up', () => {
  it('still tells its client so', async () => {
    const response = await serve(10_200, async function* (signal) {
      yield 'data: Yes, \n\n';
      await aborted(signal);
      await delay(20);
      yield 'event: error\n\n';
    });
    expect(await response.text()).toBe('data: Yes, \n\nevent: error\n\n');
  });

  it('is cut off when it has nothing to tell: nobody may take it for whole', async () => {
    const response = await serve(3_200, async function* (signal) {
      yield 'data: Yes, \n\n';
      await aborted(signal);
      await new Promise(() => undefined);
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});
