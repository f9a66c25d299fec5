import { withoutSealed } from '../../openai/responses/replay.ts';
import { restoreResponse } from '../../tokens/response-restorer.ts';
import type { EventAnswer, GatewayCall, JsonAnswer } from '../call.ts';
import { openStored } from '../stored-state/open-stored.ts';
import { flag, wantsSealed } from '../stored-state/query.ts';
import { stateAnswer, stateHeaders } from '../stored-state/state-answer.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, type FoundResponse, findResponse } from './find-response.ts';
import { replay } from './replay.ts';

const read = async (found: FoundResponse, call: GatewayCall, ports: StatePorts): Promise<JsonAnswer> => {
  const { response, values } = found.stored;
  const shown = wantsSealed(call.query) ? response : withoutSealed(response);
  const act = actOn(found, call, 'response.read');
  const { book, phi } = await openStored(act, { objects: [shown], values }, ports);
  return stateAnswer(restoreResponse(shown, book), stateHeaders(call, phi, ports));
};

/** `GET /v1/responses/{id}`: the response as it was answered, or its events again with `stream=true`. */
export const createRetrieveResponse =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer | EventAnswer> => {
    const streamed = flag(call.query, 'stream') ?? false;
    const found = await findResponse(call, id, ports);
    return streamed ? replay(found, call, ports) : read(found, call, ports);
  };
