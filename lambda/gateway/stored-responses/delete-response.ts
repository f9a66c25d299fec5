import { GatewayError } from '../../contract/gateway-error.ts';
import { deletedResponse } from '../../openai/responses/state-objects.ts';
import type { GatewayCall, JsonAnswer } from '../call.ts';
import { changeOnRecord } from '../stored-state/on-record.ts';
import { forbidPhi } from '../stored-state/open-stored.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, findResponse } from './find-response.ts';

/** `DELETE /v1/responses/{id}`. Later responses of its chain can still be read, but not be gone on from. */
export const createDeleteResponse =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const found = await findResponse(call, id, ports);
    const { caller, stored } = found;
    const act = actOn(found, call, 'response.deleted');
    const items = stored.input.map(({ item }) => item);
    await forbidPhi(act, { objects: [stored.response, ...items], values: stored.values }, ports);
    await changeOnRecord(act, { phi: {} }, ports.audit, async (signal) => {
      if (!(await ports.state.responses.delete(caller.tenant, stored.id, signal))) {
        throw new GatewayError('unknown_response');
      }
    });
    return stateAnswer(deletedResponse(stored.id), stateHeaders(call, {}, ports));
  };
