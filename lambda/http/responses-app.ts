import type { Hono } from 'hono';
import type { GatewayAnswer, GatewayCall } from '../gateway/call.ts';
import type { StateEndpoints } from '../gateway/state-endpoints.ts';
import { type AppContext, type AppDeps, type AppEnv, callOf, createApp, respond } from './app.ts';

export interface ResponsesAppDeps extends AppDeps {
  readonly responses: (call: GatewayCall) => Promise<GatewayAnswer>;
  readonly state: StateEndpoints;
}

const RESPONSES = '/v1/responses';
const CONVERSATIONS = '/v1/conversations';

/** The app of the function that answers responses and keeps them. */
export const createResponsesApp = (deps: ResponsesAppDeps): Hono<AppEnv> => {
  const { responses, state, keepAliveMs } = deps;
  const app = createApp(deps);

  const bare = (endpoint: (call: GatewayCall) => Promise<GatewayAnswer>) => async (context: AppContext) =>
    respond(context, await endpoint(callOf(context)), keepAliveMs);
  const withId =
    (endpoint: (call: GatewayCall, id: string) => Promise<GatewayAnswer>) => async (context: AppContext) =>
      respond(context, await endpoint(callOf(context), context.req.param('id') ?? ''), keepAliveMs);
  const withItem =
    (endpoint: (call: GatewayCall, id: string, item: string) => Promise<GatewayAnswer>) =>
    async (context: AppContext) => {
      const { id = '', item = '' } = context.req.param();
      return respond(context, await endpoint(callOf(context), id, item), keepAliveMs);
    };

  app.post(RESPONSES, bare(responses));
  app.get(`${RESPONSES}/:id`, withId(state.retrieveResponse));
  app.delete(`${RESPONSES}/:id`, withId(state.deleteResponse));
  app.post(`${RESPONSES}/:id/cancel`, withId(state.cancelResponse));
  app.get(`${RESPONSES}/:id/input_items`, withId(state.listInputItems));

  app.post(CONVERSATIONS, bare(state.createConversation));
  app.get(`${CONVERSATIONS}/:id`, withId(state.retrieveConversation));
  app.post(`${CONVERSATIONS}/:id`, withId(state.updateConversation));
  app.delete(`${CONVERSATIONS}/:id`, withId(state.deleteConversation));
  app.post(`${CONVERSATIONS}/:id/items`, withId(state.createItems));
  app.get(`${CONVERSATIONS}/:id/items`, withId(state.listConversationItems));
  app.get(`${CONVERSATIONS}/:id/items/:item`, withItem(state.retrieveItem));
  app.delete(`${CONVERSATIONS}/:id/items/:item`, withItem(state.deleteItem));
  return app;
};
