import type { Caller } from '../../access/api-key.ts';
import type { StateOperation } from '../../audit/event.ts';
import { GatewayError } from '../../contract/gateway-error.ts';
import { isResponseId } from '../../contract/tenant.ts';
import type { StoredResponse } from '../../state/state.ts';
import type { GatewayCall } from '../call.ts';
import { enter } from '../stored-state/enter.ts';
import type { Act } from '../stored-state/on-record.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';

export interface FoundResponse {
  readonly caller: Caller;
  readonly stored: StoredResponse;
}

/**
 * Lets a caller in and finds the response that is asked for. Throws `unknown_response`, also for what belongs to another
 * tenant and for what could be no id of ours.
 */
export const findResponse = async (
  call: GatewayCall,
  id: string,
  ports: StatePorts,
): Promise<FoundResponse> => {
  const caller = await enter(call, ports);
  const stored = isResponseId(id)
    ? await ports.state.responses.find(caller.tenant, id, call.signal)
    : undefined;
  if (stored === undefined) throw new GatewayError('unknown_response');
  return { caller, stored };
};

export const actOn = (
  { caller, stored }: FoundResponse,
  call: GatewayCall,
  operation: StateOperation,
): Act => ({ call, caller, operation, subject: stored.id, scope: stored.scope });
