import type { Hono } from 'hono';
import type { GatewayAnswer, GatewayCall } from '../gateway/call.ts';
import { type AppDeps, type AppEnv, callOf, createApp, respond } from './app.ts';
import document from './openapi.json' with { type: 'json' };

export interface PlainAppDeps extends AppDeps {
  readonly listModels: (call: GatewayCall) => Promise<GatewayAnswer>;
  readonly retrieveModel: (call: GatewayCall, id: string) => Promise<GatewayAnswer>;
}

/** The description of the API changes with a deployment alone. */
const DESCRIPTION_HEADERS = { 'cache-control': 'public, max-age=300' };

/** The app of the routes that answer from memory. */
export const createPlainApp = (deps: PlainAppDeps): Hono<AppEnv> => {
  const app = createApp(deps);
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/openapi.json', (context) => context.json(document, 200, DESCRIPTION_HEADERS));
  app.get('/v1/models', async (context) => respond(context, await deps.listModels(callOf(context))));
  // An id may hold slashes, as in `openai/gpt-oss-120b`.
  app.get('/v1/models/:id{.+}', async (context) =>
    respond(context, await deps.retrieveModel(callOf(context), context.req.param('id'))),
  );
  return app;
};
