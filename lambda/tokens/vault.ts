import type { Sensitive } from '../contract/sensitive.ts';
import type { ScopeId, TenantId } from '../contract/tenant.ts';
import type { Token } from './token.ts';

/** One token with the written form that it stands for. */
export interface IssuedToken {
  readonly token: Token;
  readonly value: Sensitive<string>;
}

/** Names a row of the vault within a scope. It tells nothing of the value. */
export interface ValueRef {
  readonly token: Token;
  readonly valueTag: string;
}

/** Keeps what tokens stand for, encrypted under the tenant's data key. */
export interface Vault {
  /**
   * Durable when it resolves, with the rows in the order of the tokens. Tokens that this process has already made
   * durable cost nothing. Throws `keys_failed` or `vault_failed`.
   */
  keep(
    tenant: TenantId,
    scope: ScopeId,
    issued: readonly IssuedToken[],
    signal: AbortSignal,
  ): Promise<readonly ValueRef[]>;
}

/** Gives back what tokens of earlier turns stand for. Apart from `Vault`, since chat needs no right to read. */
export interface ValueRecall {
  /**
   * The values of these rows, whose life begins anew, so that they outlive whatever refers to them. Throws `keys_failed`,
   * or `vault_failed`, also when a row is gone or was tampered with.
   */
  recall(
    tenant: TenantId,
    scope: ScopeId,
    refs: readonly ValueRef[],
    signal: AbortSignal,
  ): Promise<readonly IssuedToken[]>;
}

/** A row of the vault's table. Neither key nor attribute tells the value. */
export interface VaultItem {
  readonly tenant: TenantId;
  readonly scope: ScopeId;
  readonly token: Token;
  /** Keyed hash of the value: two values that share a token in one scope have rows of their own. */
  readonly valueTag: string;
  /** The data key's epoch, such as `2026-11`. */
  readonly epoch: string;
  /** AES-256-GCM: 12 bytes of nonce, ciphertext, 16 bytes of tag. The table key is the AAD. */
  readonly sealed: Uint8Array;
  /** Seconds since the epoch; DynamoDB deletes the row after it. */
  readonly expiresAt: number;
}

/** Where the vault's rows rest. */
export interface VaultStore {
  /**
   * Writes all of them, in any order, again where they exist, and calls back with each row that is durable. Throws
   * unless every row is.
   */
  put(items: readonly VaultItem[], signal: AbortSignal, written?: (item: VaultItem) => void): Promise<void>;
  /** All rows of a token in a scope. */
  find(tenant: TenantId, scope: ScopeId, token: Token, signal: AbortSignal): Promise<readonly VaultItem[]>;
  /** Those of these rows that there are, in any order. Each at most once. */
  get(
    tenant: TenantId,
    scope: ScopeId,
    refs: readonly ValueRef[],
    signal: AbortSignal,
  ): Promise<readonly VaultItem[]>;
}
