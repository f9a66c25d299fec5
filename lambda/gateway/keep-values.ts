import type { Caller } from '../access/api-key.ts';
import { orFail } from '../contract/gateway-error.ts';
import type { ValueRef, Vault } from '../tokens/vault.ts';
import type { TokenScope } from './token-scope.ts';

/** A write to the vault that goes on beside the provider's call. */
export interface KeptValues {
  /** Resolves with their rows when all values are durable. Throws `keys_failed` or `vault_failed`. */
  settled(): Promise<readonly ValueRef[]>;
  /** Throws if the write has failed already; does not wait for it. */
  check(): void;
  /** Aborts when the write fails, with the failure as its reason: there is no use in an answer then. */
  readonly failed: AbortSignal;
}

/**
 * Begins to keep the values of a request; where the caller's key says so, they live in memory alone. A client that goes
 * away doesn't stop it, since tokens for these values are on record by then.
 */
export const keepValues = (vault: Vault, caller: Caller, scope: TokenScope): KeptValues => {
  const controller = new AbortController();
  const write =
    caller.vault === 'none'
      ? Promise.resolve([])
      : orFail('vault_failed', () =>
          vault.keep(caller.tenant, scope.id, scope.book.issued(), new AbortController().signal),
        );
  // Watched from the start: a rejection that nobody waits for yet must not end the process.
  write.catch((error: unknown) => {
    controller.abort(error);
  });
  return {
    settled: () => write,
    check() {
      controller.signal.throwIfAborted();
    },
    failed: controller.signal,
  };
};
