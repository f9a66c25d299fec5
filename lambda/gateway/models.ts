import { GatewayError } from '../contract/gateway-error.ts';
import type { GatewayCall, JsonAnswer } from './call.ts';
import { readDialect } from './dialect.ts';
import type { GatewayPorts } from './ports.ts';

type ModelPorts = Pick<GatewayPorts, 'authenticator' | 'catalogue'>;

const modelObject = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'hawthorn' });

/** `GET /v1/models`: the ids, aliases and tiers that a key may ask for. */
export const createListModels =
  ({ authenticator, catalogue }: ModelPorts) =>
  async (call: GatewayCall): Promise<JsonAnswer> => {
    await authenticator.authenticate(readDialect(call).serviceKey, call.signal);
    return { kind: 'json', headers: {}, body: { object: 'list', data: catalogue.names.map(modelObject) } };
  };

/** `GET /v1/models/{id}`. Throws `unknown_model` for what leads nowhere. */
export const createRetrieveModel =
  ({ authenticator, catalogue }: ModelPorts) =>
  async (call: GatewayCall, id: string): Promise<JsonAnswer> => {
    await authenticator.authenticate(readDialect(call).serviceKey, call.signal);
    if (catalogue.resolve(id).length === 0) throw new GatewayError('unknown_model', { param: 'model' });
    return { kind: 'json', headers: {}, body: modelObject(id) };
  };
