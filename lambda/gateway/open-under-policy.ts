import type { Caller } from '../access/api-key.ts';
import type { GatewayPorts } from './ports.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import { openTokenScope, type TokenScope, type WhichScope } from './token-scope.ts';

/** Whose texts are looked into, what counts in them, and where tokens for it come from. */
export interface UnderPolicy {
  readonly caller: Caller;
  readonly scope: TokenScope;
  readonly policy: TenantPolicy;
}

/** Opens a scope and reads the tenant's policy at the same time. Throws `keys_failed` and `policy_failed`. */
export const openUnderPolicy = async (
  which: WhichScope,
  caller: Caller,
  { keys, policies }: Pick<GatewayPorts, 'keys' | 'policies'>,
  signal: AbortSignal,
): Promise<UnderPolicy> => {
  const [scope, policy] = await Promise.all([
    openTokenScope(which, caller, keys, signal),
    policies.policyOf(caller.tenant, signal),
  ]);
  return { caller, scope, policy };
};
