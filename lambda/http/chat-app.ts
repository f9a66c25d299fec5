import type { Hono } from 'hono';
import type { GatewayAnswer, GatewayCall } from '../gateway/call.ts';
import { type AppDeps, type AppEnv, callOf, createApp, respond } from './app.ts';

export interface ChatAppDeps extends AppDeps {
  readonly chatCompletions: (call: GatewayCall) => Promise<GatewayAnswer>;
}

/** The app of the chat function. */
export const createChatApp = (deps: ChatAppDeps): Hono<AppEnv> => {
  const app = createApp(deps);
  app.post('/v1/chat/completions', async (context) =>
    respond(context, await deps.chatCompletions(callOf(context)), deps.keepAliveMs),
  );
  return app;
};
