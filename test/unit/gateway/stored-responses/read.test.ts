import { describe, expect, it } from 'vitest';
import {
  BAD_REQUEST,
  BLOCKED,
  errorOf,
  expectError,
  FORBIDDEN,
  NOT_FOUND,
  unavailable,
} from '../../../support/client-error.ts';
import { OTHER_CLINIC } from '../../../support/identities.ts';
import { createStateGateway, said } from '../../../support/state-gateway.ts';

/** A value that breaks whatever is put together by hand. */
const AWKWARD = 'Zoë "Zee" O’Brien 👩‍⚕️\nWard \\ 7';

const DAYS = 24 * 3_600_000;

/** A response about somebody, whose tool call holds the value inside of JSON. */
const aboutSomebody = async (gateway: ReturnType<typeof createStateGateway>) => {
  const { token, answered } = await gateway.session('ward');
  const name = token('NAME', AWKWARD);
  return answered({
    input: [said('msg_1', 'user', `Who is ${name}?`)],
    output: [
      said('msg_2', 'assistant', `Ask ${name.toLowerCase()}.`).item,
      {
        ...{ id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'look_up', status: 'completed' },
        arguments: JSON.stringify({ who: name }),
      },
    ],
    fields: { metadata: { patient: name }, instructions: `Be kind to ${name}.` },
  });
};

describe('GET /v1/responses/{id}', () => {
  it('gives the response as it was answered, whatever is in the values', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const client = await gateway.client();
    const response = await client.responses.retrieve(id);
    expect(response.output_text).toBe(`Ask ${AWKWARD}.`);
    expect(response.instructions).toBe(`Be kind to ${AWKWARD}.`);
    expect(response.metadata).toEqual({ patient: AWKWARD });
    const call = response.output.find((item) => item.type === 'function_call');
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ who: AWKWARD });
  });

  it('says what it gives out, on record before, and lets nobody on the way keep it', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const client = await gateway.client();
    const { response } = await client.responses.retrieve(id).withResponse();
    expect(response.headers.get('x-hawthorn-phi')).toBe('NAME=1');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({
        kind: 'state',
        operation: 'response.read',
        subject: id,
        outcome: 'allowed',
        phi: { NAME: 1 },
        role: 'clinician',
      }),
    ]);
    expect(JSON.stringify(gateway.audit.events)).not.toContain('Brien');
  });

  it('keeps what was sealed for itself, unless it is asked for', async () => {
    const gateway = createStateGateway();
    const { answered } = await gateway.session('ward');
    const thought = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' };
    const id = await answered({ output: [thought] });
    const client = await gateway.client();
    expect((await client.responses.retrieve(id)).output[0]).not.toHaveProperty('encrypted_content');
    const asked = await client.responses.retrieve(id, { include: ['reasoning.encrypted_content'] });
    expect(asked.output[0]).toEqual(thought);
  });

  it.each(['resp_ffffffffffffffffffffffffffffffff', 'resp_1', 'Ms. Quill', 'resp_%2e%2e'])(
    'finds nothing under %j, and repeats it nowhere',
    async (id) => {
      const gateway = createStateGateway();
      const client = await gateway.client();
      const error = await errorOf(client.responses.retrieve(id));
      expectError(error, NOT_FOUND);
      expect(gateway.audit.events).toEqual([]);
    },
  );

  it('finds nothing of another tenant, and nothing whose time is over', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const stranger = await gateway.client({ tenant: OTHER_CLINIC });
    expectError(await errorOf(stranger.responses.retrieve(id)), NOT_FOUND);
    gateway.clock.advance(31 * DAYS);
    const client = await gateway.client();
    expectError(await errorOf(client.responses.retrieve(id)), NOT_FOUND);
  });

  it('gives nothing with values to who may not send any, and puts that on record', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const analyst = await gateway.client({ role: 'analyst' });
    expectError(await errorOf(analyst.responses.retrieve(id)), BLOCKED);
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ kind: 'state', outcome: 'refused', failure: 'phi_not_allowed' }),
    ]);
    const harmless = await (await gateway.session('other')).answered({
      output: [said('msg_9', 'assistant', 'Good morning.').item],
    });
    expect((await analyst.responses.retrieve(harmless)).output_text).toBe('Good morning.');
  });

  it('gives no image to who may not send one', async () => {
    const gateway = createStateGateway();
    const image = { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'aGk=' };
    const id = await (await gateway.session('ward')).answered({ output: [image] });
    const analyst = await gateway.client({ role: 'analyst' });
    expectError(await errorOf(analyst.responses.retrieve(id)), BLOCKED);
    const clinician = await gateway.client();
    expect((await clinician.responses.retrieve(id)).output).toEqual([image]);
  });

  it('is not for auditors, for keys that keep nothing, nor for the text-only dialect', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const auditor = await gateway.client({ role: 'auditor' });
    expectError(await errorOf(auditor.responses.retrieve(id)), FORBIDDEN);
    const forgetful = await gateway.client({ vault: 'none' });
    expectError(await errorOf(forgetful.responses.retrieve(id)), BAD_REQUEST);
    const headers = { 'x-compliantchatgpt-key': await gateway.issue() };
    expect((await gateway.send(`/responses/${id}`, { headers })).status).toBe(400);
    expect(gateway.audit.events).toEqual([]);
  });

  it('gives nothing when it can not be put on record', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const client = await gateway.client();
    gateway.audit.state.down = true;
    const error = await errorOf(client.responses.retrieve(id));
    expectError(error, unavailable('audit_unavailable'));
    expect(JSON.stringify(error)).not.toContain('Brien');
  });

  it.each(['error', 'garbage'] as const)('says that the store is down: %s', async (fault) => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const client = await gateway.client();
    gateway.memory.table.faults.always(fault);
    const error = await errorOf(client.responses.retrieve(id));
    expectError(error, unavailable('state_unavailable'));
  });

  it('gives no tokens in place of values that are gone', async () => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    gateway.memory.vaultStore.rows.clear();
    const client = await gateway.client();
    expectError(await errorOf(client.responses.retrieve(id)), unavailable('scrubbing_unavailable'));
    expect(gateway.audit.events).toEqual([]);
  });

  it.each([
    ['stream', 'yes'],
    ['stream', ''],
  ])('refuses %s=%s', async (name, value) => {
    const gateway = createStateGateway();
    const id = await aboutSomebody(gateway);
    const headers = { authorization: `Bearer ${await gateway.issue()}` };
    const answer = await gateway.send(`/responses/${id}?${name}=${value}`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request', param: name } });
  });
});
