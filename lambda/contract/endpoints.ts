/** The functions: each is the export `handler` of a file of that name in `lambda/handlers`. */
export type HandlerName = 'chat-completions' | 'responses' | 'inspect' | 'plain-routes';

/** An endpoint, as API Gateway writes its path, and the function that answers it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/${string}`;
  readonly handler: HandlerName;
}

const endpoint =
  (handler: HandlerName) =>
  (method: Endpoint['method'], path: Endpoint['path']): Endpoint => ({ method, path, handler });

const chat = endpoint('chat-completions');
const responses = endpoint('responses');
const inspect = endpoint('inspect');
const plain = endpoint('plain-routes');

/** Every endpoint there is, for the infrastructure, the laptop and the tests alike. */
export const ENDPOINTS: readonly Endpoint[] = [
  chat('POST', '/v1/chat/completions'),

  responses('POST', '/v1/responses'),
  responses('GET', '/v1/responses/{id}'),
  responses('DELETE', '/v1/responses/{id}'),
  responses('POST', '/v1/responses/{id}/cancel'),
  responses('GET', '/v1/responses/{id}/input_items'),
  responses('POST', '/v1/conversations'),
  responses('GET', '/v1/conversations/{id}'),
  responses('POST', '/v1/conversations/{id}'),
  responses('DELETE', '/v1/conversations/{id}'),
  responses('GET', '/v1/conversations/{id}/items'),
  responses('POST', '/v1/conversations/{id}/items'),
  responses('GET', '/v1/conversations/{id}/items/{item_id}'),
  responses('DELETE', '/v1/conversations/{id}/items/{item_id}'),

  inspect('POST', '/v1/phi/inspect'),

  plain('GET', '/v1/models'),
  plain('GET', '/v1/models/{id}'),
  plain('GET', '/healthz'),
  plain('GET', '/openapi.json'),
];
