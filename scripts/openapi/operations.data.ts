import type { ErrorStatus } from './errors.ts';
import type { Operation } from './operation.ts';

const READ_ERRORS: readonly ErrorStatus[] = [400, 401, 403, 404, 429, 500, 503];
const WRITE_ERRORS: readonly ErrorStatus[] = [400, 401, 403, 404, 413, 429, 500, 503];
const PLAIN_ERRORS: readonly ErrorStatus[] = [401, 429, 500, 503];

const LIMIT_HEADERS = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
];
const TOKEN_LIMIT_HEADERS = [
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
];
const SCRUBBED_HEADERS = ['x-hawthorn-phi', 'openai-processing-ms'];
const ASK_HEADERS = [...SCRUBBED_HEADERS, ...LIMIT_HEADERS, ...TOKEN_LIMIT_HEADERS];

const ask = { errors: [400, 401, 403, 404, 413, 429, 500, 502, 503] as const, headers: ASK_HEADERS };
const read = { auth: 'bearer', errors: READ_ERRORS, headers: SCRUBBED_HEADERS } as const;
const write = { auth: 'bearer', errors: WRITE_ERRORS, headers: [...SCRUBBED_HEADERS, ...LIMIT_HEADERS] } as const;

/** Every endpoint, by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /v1/chat/completions': {
    ...ask,
    id: 'createChatCompletion',
    tag: 'Chat',
    summary: 'Answers a conversation',
    description:
      'OpenAI’s chat completions. PHI is replaced by tokens before the request goes to the provider, and put back in the answer. With `x-compliantchatgpt-key` and `x-openai-key` the answer is the text alone.',
    auth: 'chat',
    parameters: ['session'],
    takes: ['ChatCompletionRequest', 'TextOnlyChatRequest'],
    answers: ['ChatCompletion', 'TextOnlyAnswer'],
    events: 'ChatCompletionChunk',
  },
  'POST /v1/responses': {
    ...ask,
    id: 'createResponse',
    tag: 'Responses',
    summary: 'Makes a response',
    description:
      'OpenAI’s Responses API. State is kept by the gateway, tokenised and encrypted; the provider keeps nothing.',
    auth: 'provider-key',
    parameters: ['session'],
    takes: ['ResponseRequest'],
    answers: ['Response'],
    events: 'ResponseEvent',
  },
  'GET /v1/responses/{id}': {
    ...read,
    id: 'retrieveResponse',
    tag: 'Responses',
    summary: 'Reads a stored response',
    parameters: ['response_id', 'include', 'replay', 'starting_after', 'include_obfuscation'],
    answers: ['Response'],
    events: 'ResponseEvent',
  },
  'DELETE /v1/responses/{id}': {
    ...read,
    id: 'deleteResponse',
    tag: 'Responses',
    summary: 'Deletes a stored response',
    parameters: ['response_id'],
    answers: ['DeletedResponse'],
  },
  'POST /v1/responses/{id}/cancel': {
    ...read,
    id: 'cancelResponse',
    tag: 'Responses',
    summary: 'Is always refused',
    description: 'Only responses that run in the background can be cancelled, and here none do.',
    parameters: ['response_id'],
    answers: [],
  },
  'GET /v1/responses/{id}/input_items': {
    ...read,
    id: 'listInputItems',
    tag: 'Responses',
    summary: 'Lists what a response was made from',
    parameters: ['response_id', 'limit', 'order', 'after', 'include'],
    answers: ['ItemList'],
  },
  'POST /v1/conversations': {
    ...write,
    id: 'createConversation',
    tag: 'Conversations',
    summary: 'Begins a conversation',
    takes: ['ConversationRequest'],
    bodyRequired: false,
    answers: ['Conversation'],
  },
  'GET /v1/conversations/{id}': {
    ...read,
    id: 'retrieveConversation',
    tag: 'Conversations',
    summary: 'Reads a conversation',
    parameters: ['conversation_id'],
    answers: ['Conversation'],
  },
  'POST /v1/conversations/{id}': {
    ...write,
    id: 'updateConversation',
    tag: 'Conversations',
    summary: 'Replaces the metadata of a conversation',
    parameters: ['conversation_id'],
    takes: ['ConversationUpdate'],
    answers: ['Conversation'],
  },
  'DELETE /v1/conversations/{id}': {
    ...read,
    id: 'deleteConversation',
    tag: 'Conversations',
    summary: 'Deletes a conversation with its items',
    parameters: ['conversation_id'],
    answers: ['DeletedConversation'],
  },
  'GET /v1/conversations/{id}/items': {
    ...read,
    id: 'listConversationItems',
    tag: 'Conversations',
    summary: 'Lists the items of a conversation',
    parameters: ['conversation_id', 'limit', 'order', 'after', 'include'],
    answers: ['ItemList'],
  },
  'POST /v1/conversations/{id}/items': {
    ...write,
    id: 'createConversationItems',
    tag: 'Conversations',
    summary: 'Adds items to a conversation',
    parameters: ['conversation_id'],
    takes: ['ConversationItems'],
    answers: ['ItemList'],
  },
  'GET /v1/conversations/{id}/items/{item_id}': {
    ...read,
    id: 'retrieveConversationItem',
    tag: 'Conversations',
    summary: 'Reads an item of a conversation',
    parameters: ['conversation_id', 'item_id', 'include'],
    answers: ['Item'],
  },
  'DELETE /v1/conversations/{id}/items/{item_id}': {
    ...read,
    id: 'deleteConversationItem',
    tag: 'Conversations',
    summary: 'Deletes an item of a conversation',
    parameters: ['conversation_id', 'item_id'],
    answers: ['Conversation'],
  },
  'POST /v1/phi/inspect': {
    id: 'inspect',
    tag: 'PHI',
    summary: 'Tells what would become of a text or a request',
    description: 'The dry run: nothing is sent to a provider, and no value is kept.',
    auth: 'provider-key',
    parameters: ['session'],
    takes: ['InspectionRequest'],
    answers: ['Inspection'],
    errors: [400, 401, 403, 404, 413, 429, 500, 503],
    headers: [...SCRUBBED_HEADERS, ...LIMIT_HEADERS],
  },
  'GET /v1/models': {
    id: 'listModels',
    tag: 'Models',
    summary: 'Lists models, aliases and tiers',
    auth: 'any-key',
    answers: ['ModelList'],
    errors: PLAIN_ERRORS,
  },
  'GET /v1/models/{id}': {
    id: 'retrieveModel',
    tag: 'Models',
    summary: 'Reads a model',
    auth: 'any-key',
    parameters: ['model_id'],
    answers: ['Model'],
    errors: [401, 404, 429, 500, 503],
  },
  'GET /healthz': {
    id: 'health',
    tag: 'Gateway',
    summary: 'Says that the gateway runs',
    auth: 'none',
    answers: ['Health'],
    errors: [429, 500],
  },
  'GET /openapi.json': {
    id: 'describe',
    tag: 'Gateway',
    summary: 'Gives this document',
    auth: 'none',
    answers: ['OpenApi'],
    errors: [429, 500],
  },
};
