import type { GatewayCall, JsonAnswer } from '../call.ts';
import { listItems } from '../stored-state/list-items.ts';
import { readPageWish } from '../stored-state/page.ts';
import type { StatePorts } from '../stored-state/state-ports.ts';
import { actOn, findResponse } from './find-response.ts';
import { inputWithHistory } from './input-history.ts';

/** `GET /v1/responses/{id}/input_items`, in pages. */
export const createListInputItems =
  (ports: StatePorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    const wish = readPageWish(call);
    const found = await findResponse(call, id, ports);
    const stored = await inputWithHistory(found.stored, call, found.caller, ports);
    return listItems(actOn(found, call, 'response.input_listed'), stored, wish, ports);
  };
