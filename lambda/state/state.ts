import type { ConversationId, ResponseId, ScopeId, TenantId } from '../contract/tenant.ts';
import type { JsonObject } from '../openai/json-value.ts';
import type { ValueRef } from '../tokens/vault.ts';

/*
 * What later turns build on. Everything here is in tokens and rests sealed under the tenant's key; what the tokens
 * stand for rests in the vault, to whose rows each part refers. A tenant sees its own alone: the tenant is in every key
 * and in the seal. All calls throw `keys_failed` or `state_failed`; those by which a life begins anew, that of the values
 * included, throw `vault_failed` too.
 */

/** An item of a conversation, in tokens, as it is sent to the provider again. */
export interface StoredItem {
  /** Under which clients know it; of our making where nobody named it, and then not in the item itself. */
  readonly id: string;
  readonly item: JsonObject;
}

/** A response that has ended, with the input that it answers. */
export interface StoredResponse {
  readonly id: ResponseId;
  readonly scope: ScopeId;
  /** The responses before it in its chain, oldest first. */
  readonly ancestors: readonly ResponseId[];
  /** The response object as its client saw it, but in tokens. Its `output` is what later turns replay. */
  readonly response: JsonObject;
  /** What this turn added, without the history before it. */
  readonly input: readonly StoredItem[];
  /** The values behind all tokens in it. */
  readonly values: readonly ValueRef[];
}

/** An item that is referred to by its id alone. */
export interface FoundItem extends StoredItem {
  readonly scope: ScopeId;
  readonly values: readonly ValueRef[];
}

export interface ResponseStore {
  /**
   * Durable when it resolves: the response, its events (the `data` of each, in tokens; `undefined` where it was not
   * streamed, none where they can't be kept), and where its items are found.
   */
  keep(
    tenant: TenantId,
    stored: StoredResponse,
    events: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  find(tenant: TenantId, id: ResponseId, signal: AbortSignal): Promise<StoredResponse | undefined>;
  /**
   * The chain that ends with a response, oldest first, and its life begins anew; `undefined` when any of it is gone.
   * Reads all of it at once, however long it is.
   */
  chain(
    tenant: TenantId,
    id: ResponseId,
    signal: AbortSignal,
  ): Promise<readonly StoredResponse[] | undefined>;
  /** The events of a streamed response; `undefined` where there are none. */
  events(tenant: TenantId, id: ResponseId, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /**
   * Items of stored responses by their ids; the unknown ones are left out. An item that several responses hold is taken
   * from the one that stored it last. The life of those responses begins anew.
   */
  items(
    tenant: TenantId,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, FoundItem>>;
  /** Deletes a response with everything that belongs to it; false when there was none. */
  delete(tenant: TenantId, id: ResponseId, signal: AbortSignal): Promise<boolean>;
}

/** A conversation without its items. */
export interface StoredConversation {
  readonly id: ConversationId;
  readonly scope: ScopeId;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** In tokens. */
  readonly metadata: JsonObject;
  /** The values behind the tokens in `metadata`. */
  readonly values: readonly ValueRef[];
}

/** Items that were added at once, and the values behind their tokens. */
export interface StoredItems {
  readonly items: readonly StoredItem[];
  readonly values: readonly ValueRef[];
}

export interface ConversationStore {
  /** A new one; durable when it resolves. */
  put(tenant: TenantId, conversation: StoredConversation, signal: AbortSignal): Promise<void>;
  /** Takes the place of the conversation of its id, whose items stay; false when there is none any more. */
  update(tenant: TenantId, conversation: StoredConversation, signal: AbortSignal): Promise<boolean>;
  /** Its life begins anew whenever it is read. */
  find(tenant: TenantId, id: ConversationId, signal: AbortSignal): Promise<StoredConversation | undefined>;
  /**
   * Adds items behind all others. What two add at the same time stands in one order or the other; what is added while
   * the conversation is deleted is deleted with it.
   */
  append(tenant: TenantId, id: ConversationId, added: StoredItems, signal: AbortSignal): Promise<void>;
  /** All items, oldest first. */
  items(tenant: TenantId, id: ConversationId, signal: AbortSignal): Promise<StoredItems>;
  /** False when there is no such item. */
  deleteItem(tenant: TenantId, id: ConversationId, itemId: string, signal: AbortSignal): Promise<boolean>;
  /** Deletes a conversation and its items; false when there was none. */
  delete(tenant: TenantId, id: ConversationId, signal: AbortSignal): Promise<boolean>;
}

/**
 * The sealed parts (encrypted reasoning, compactions) that providers gave. Such a part can't be read, so it passes only
 * to the tenant that it was issued to, within the scope whose tokens are in it. No part is kept, only a keyed hash.
 */
export interface SealedParts {
  /** Durable when it resolves. What this process has noted already costs nothing. */
  note(tenant: TenantId, scope: ScopeId, parts: readonly string[], signal: AbortSignal): Promise<void>;
  /** The scope that each part was issued in; parts that this tenant was never given are left out. */
  scopesOf(
    tenant: TenantId,
    parts: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ScopeId>>;
}

export interface State {
  readonly responses: ResponseStore;
  readonly conversations: ConversationStore;
  readonly sealed: SealedParts;
}
