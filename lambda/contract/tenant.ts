declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A tenant: the hospital or company that pays, owns the keys and the vault. Lower-case letters, digits, hyphens. */
export type TenantId = Branded<string, 'TenantId'>;

/** The public half of an API key; stands in the audit. */
export type KeyId = Branded<string, 'KeyId'>;

/** Made by the gateway for every request; the client sees it as `x-request-id`. */
export type RequestId = Branded<`req_${string}`, 'RequestId'>;

/** A keyed hash that names a token scope without telling what the client called it. */
export type ScopeId = Branded<string, 'ScopeId'>;

/** A response that the gateway gave; `resp_` and what is unique in the id of its request. */
export type ResponseId = Branded<`resp_${string}`, 'ResponseId'>;

/** A conversation that the gateway keeps. */
export type ConversationId = Branded<`conv_${string}`, 'ConversationId'>;

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;
const RESPONSE_ID = /^resp_[0-9a-f]{32}$/;
const CONVERSATION_ID = /^conv_[0-9a-f]{32}$/;
const KEY_ID = /^[0-9a-z]{8,32}$/;

export const isTenantId = (value: string): value is TenantId => TENANT.test(value);
export const isKeyId = (value: string): value is KeyId => KEY_ID.test(value);
export const requestId = (unique: string): RequestId => `req_${unique}` as RequestId;
export const scopeId = (hash: string): ScopeId => hash as ScopeId;
export const isResponseId = (value: string): value is ResponseId => RESPONSE_ID.test(value);
export const isConversationId = (value: string): value is ConversationId => CONVERSATION_ID.test(value);

const uniqueOf = (request: RequestId): string => request.slice('req_'.length);

/** The response of a request, so that whoever has one id finds the other in the audit. */
export const responseId = (request: RequestId): ResponseId => `resp_${uniqueOf(request)}` as ResponseId;
export const conversationId = (request: RequestId): ConversationId =>
  `conv_${uniqueOf(request)}` as ConversationId;
