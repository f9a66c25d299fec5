import { describe, expect, it } from 'vitest';
import {
  BAD_REQUEST,
  BLOCKED,
  errorOf,
  expectError,
  NOT_FOUND,
  unavailable,
} from '../../../support/client-error.ts';
import { OTHER_CLINIC } from '../../../support/identities.ts';
import { createStateGateway, type StateGateway, said } from '../../../support/state-gateway.ts';

const stored = async (gateway: StateGateway) => {
  const { token, answered } = await gateway.session('ward');
  return answered({ output: [said('msg_1', 'assistant', `Ask ${token('NAME', 'John Doe')}.`).item] });
};

describe('DELETE /v1/responses/{id}', () => {
  it('removes it with all that belongs to it, once', async () => {
    const gateway = createStateGateway();
    const id = await stored(gateway);
    const headers = { authorization: `Bearer ${await gateway.issue()}` };
    const answer = await gateway.send(`/responses/${id}`, { method: 'DELETE', headers });
    expect(await answer.json()).toEqual({ id, object: 'response.deleted', deleted: true });
    expect(gateway.memory.table.rows.size).toBe(0);
    expect((await gateway.send(`/responses/${id}`, { method: 'DELETE', headers })).status).toBe(404);
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ operation: 'response.deleted', subject: id, outcome: 'allowed' }),
    ]);
  });

  it('is not for strangers, nor for who could not have made it', async () => {
    const gateway = createStateGateway();
    const id = await stored(gateway);
    const stranger = await gateway.client({ tenant: OTHER_CLINIC });
    expectError(await errorOf(stranger.responses.delete(id)), NOT_FOUND);
    const analyst = await gateway.client({ role: 'analyst' });
    expectError(await errorOf(analyst.responses.delete(id)), BLOCKED);
    const client = await gateway.client();
    expect((await client.responses.retrieve(id)).output_text).toBe('Ask John Doe.');
  });

  it('removes nothing that can not be put on record', async () => {
    const gateway = createStateGateway();
    const id = await stored(gateway);
    const client = await gateway.client();
    gateway.audit.state.down = true;
    expectError(await errorOf(client.responses.delete(id)), unavailable('audit_unavailable'));
    gateway.audit.state.down = false;
    expect((await client.responses.retrieve(id)).id).toBe(id);
  });

  it('says on record that it failed', async () => {
    const gateway = createStateGateway();
    const id = await stored(gateway);
    const client = await gateway.client();
    const { faults } = gateway.memory.table;
    faults.next('ok', 'error', 'error', 'error');
    expectError(await errorOf(client.responses.delete(id)), unavailable('state_unavailable'));
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ operation: 'response.deleted', outcome: 'allowed' }),
      expect.objectContaining({
        operation: 'response.deleted',
        outcome: 'failed',
        failure: 'state_failed',
      }),
    ]);
  });
});

describe('POST /v1/responses/{id}/cancel', () => {
  it('refuses what is there and finds nothing else', async () => {
    const gateway = createStateGateway();
    const id = await stored(gateway);
    const client = await gateway.client();
    expectError(await errorOf(client.responses.cancel(id)), BAD_REQUEST);
    const unknown = `resp_${'0'.repeat(32)}`;
    expectError(await errorOf(client.responses.cancel(unknown)), NOT_FOUND);
    const stranger = await gateway.client({ tenant: OTHER_CLINIC });
    expectError(await errorOf(stranger.responses.cancel(id)), NOT_FOUND);
  });
});
