import type { Caller } from '../../access/api-key.ts';
import { allows } from '../../access/roles.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import { admit } from '../admit.ts';
import type { GatewayCall } from '../call.ts';
import { bearerDialect } from '../dialect.ts';
import type { StatePorts } from './state-ports.ts';

/**
 * Lets a caller in to what is stored. Reading and deleting take no model and no detector, so limits don't count them.
 *
 * Throws `wrong_endpoint_for_key`, `role_forbids`, `nothing_kept`, and what the authenticator throws.
 */
export const enter = async (
  call: GatewayCall,
  { authenticator }: Pick<StatePorts, 'authenticator'>,
): Promise<Caller> => {
  const caller = await authenticator.authenticate(bearerDialect(call).serviceKey, call.signal);
  if (!allows(caller.role, 'completions:create')) throw new GatewayError('role_forbids');
  if (caller.vault === 'none') throw new GatewayError('nothing_kept');
  return caller;
};

/** Somebody who was let in to write, with the headers that tell of the limits. */
export interface Writer {
  readonly caller: Caller;
  readonly limitHeaders: Readonly<Record<string, string>>;
}

/** The same for who brings something to be stored: it is searched for PHI, so limits count it. */
export const enterToWrite = async (
  call: GatewayCall,
  ports: Pick<StatePorts, 'authenticator' | 'limits'>,
): Promise<Writer> => {
  const caller = await enter(call, ports);
  return { caller, limitHeaders: await admit(caller, ports.limits, call.signal) };
};
