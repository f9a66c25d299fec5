import { GatewayError } from '../../contract/gateway-error.ts';
import type { GatewayCall } from '../call.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { findResponse } from './find-response.ts';

/**
 * `POST /v1/responses/{id}/cancel`. Only what runs in the background can be cancelled, and nothing does; so a response
 * that exists is refused with `not_cancellable`. Nothing is given out or changed, so nothing is on record.
 */
export const createCancelResponse =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<never> => {
    await findResponse(call, id, ports);
    throw new GatewayError('not_cancellable');
  };
