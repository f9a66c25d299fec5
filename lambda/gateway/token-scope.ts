import { createHmac } from 'node:crypto';
import type { Caller } from '../access/api-key.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import type { Sensitive } from '../contract/sensitive.ts';
import { type ConversationId, type ScopeId, scopeId } from '../contract/tenant.ts';
import type { TextOwner } from '../phi/detector.ts';
import type { KeyPurpose, TenantKeys } from '../tokens/tenant-keys.ts';
import { createTokenBook, type TokenBook } from '../tokens/token-book.ts';
import type { GatewayCall } from './call.ts';

/** Within a scope equal values have equal tokens, and tokens are restored. */
export interface TokenScope {
  readonly id: ScopeId;
  /** Whose texts are tokenised in it. */
  readonly owner: TextOwner;
  /** The tokens of this request. */
  readonly book: TokenBook;
  /** Keyed hash of who the end user is, which the provider gets instead. */
  readonly hashIdentity: (value: string) => string;
  /** Keyed hash of an id that can't go out as it is. */
  readonly hashId: (value: string) => string;
  /** Keyed hash of a whole request, for the audit. */
  readonly hashPayload: (body: string) => string;
}

const MAX_SESSION = 256;

const hash = (key: Sensitive<Buffer>, text: string): Buffer =>
  createHmac('sha256', key.reveal()).update(text).digest();

/** Providers check that an id begins with the kind of its item. */
const ITEM_PREFIX =
  /^(?:apc|apco|call|ci|cmp|ctc|ctco|cu|cuo|fc|fco|fs|ig|lsh|mcp|mcpl|mcpr|msg|rs|sh|sho|tsc|tso|ws)_/;

const prefixOf = (id: string): string => ITEM_PREFIX.exec(id)?.[0] ?? 'call_';

/** A scope by what it is called, or one that earlier turns were in. */
export type WhichScope = { readonly name: string } | { readonly id: ScopeId };

/** The session that the client names, else its API key and the month. Throws `invalid_session`. */
export const scopeOfCall = (
  { headers, receivedAt }: Pick<GatewayCall, 'headers' | 'receivedAt'>,
  caller: Caller,
): WhichScope => {
  const session = headers.get('x-hawthorn-session');
  if (session === undefined) {
    return { name: `key ${caller.keyId} ${new Date(receivedAt).toISOString().slice(0, 7)}` };
  }
  if (session === '' || session.length > MAX_SESSION) throw new GatewayError('invalid_session');
  return { name: `session ${session}` };
};

/** Every conversation is a session of its own. */
export const scopeOfConversation = (id: ConversationId): WhichScope => ({ name: `conversation ${id}` });

/** Opens the scope of a request. Throws `keys_failed` when the tenant's keys can't be had. */
export const openTokenScope = async (
  which: WhichScope,
  caller: Caller,
  keys: TenantKeys,
  signal: AbortSignal,
): Promise<TokenScope> => {
  const keyFor = (purpose: KeyPurpose): Promise<Sensitive<Buffer>> =>
    keys.derived(caller.tenant, purpose, signal);
  const [scopes, tokens, identities, payloads] = await Promise.all([
    keyFor('scopes'),
    keyFor('tokens'),
    keyFor('identities'),
    keyFor('payloads'),
  ]);
  const id = 'id' in which ? which.id : scopeId(hash(scopes, which.name).toString('hex').slice(0, 32));
  return {
    id,
    owner: { tenant: caller.tenant, keeps: caller.vault === 'none' ? 'nothing' : 'everything' },
    book: createTokenBook({ key: tokens, scope: id }),
    hashIdentity: (value) => `hw_${hash(identities, `user ${value}`).toString('hex').slice(0, 32)}`,
    hashId: (value) => `${prefixOf(value)}${hash(identities, `id ${value}`).toString('hex').slice(0, 24)}`,
    hashPayload: (body) => hash(payloads, body).toString('hex'),
  };
};
