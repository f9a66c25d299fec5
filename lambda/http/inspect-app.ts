import type { Hono } from 'hono';
import type { GatewayAnswer, GatewayCall } from '../gateway/call.ts';
import { type AppDeps, type AppEnv, callOf, createApp, respond } from './app.ts';

export interface InspectAppDeps extends AppDeps {
  readonly inspect: (call: GatewayCall) => Promise<GatewayAnswer>;
}

/** The app of the dry run. */
export const createInspectApp = (deps: InspectAppDeps): Hono<AppEnv> => {
  const app = createApp(deps);
  app.post('/v1/phi/inspect', async (context) => respond(context, await deps.inspect(callOf(context))));
  return app;
};
