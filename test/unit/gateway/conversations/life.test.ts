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
import { createStateGateway } from '../../../support/state-gateway.ts';

const AWKWARD = 'Patient: John Doe 👩‍⚕️ "JD"\nDOB 04/12/1961';

const DAYS = 24 * 3_600_000;

/** Everything that rests in the tables of state and vault. */
const atRest = ({ memory }: ReturnType<typeof createStateGateway>): string =>
  [...memory.table.rows.values(), ...memory.vaultStore.rows.values()]
    .map((row) => JSON.stringify(row) + Buffer.from(JSON.stringify(row), 'base64').toString('latin1'))
    .join('\n');

describe('a conversation', () => {
  it('is created, read, changed and deleted, with values that come back to the letter', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const created = await client.conversations.create({ metadata: { topic: AWKWARD } });
    expect(created).toEqual({
      id: expect.stringMatching(/^conv_[0-9a-f]{32}$/) as string,
      object: 'conversation',
      created_at: gateway.clock() / 1_000,
      metadata: { topic: AWKWARD },
    });
    expect(await client.conversations.retrieve(created.id)).toEqual(created);
    const changed = await client.conversations.update(created.id, { metadata: { ward: 'seven' } });
    expect(changed).toEqual({ ...created, metadata: { ward: 'seven' } });
    expect(await client.conversations.update(created.id, { metadata: null })).toEqual({
      ...created,
      metadata: {},
    });
    expect(await client.conversations.delete(created.id)).toEqual({
      id: created.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    expectError(await errorOf(client.conversations.retrieve(created.id)), NOT_FOUND);
    expect(gateway.memory.table.rows.size).toBe(0);
  });

  it('rests in tokens, and so does what is on record of it', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const created = await client.conversations.create({
      metadata: { topic: AWKWARD },
      items: [{ role: 'user', content: AWKWARD }],
    });
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({
        kind: 'state',
        operation: 'conversation.created',
        subject: created.id,
        outcome: 'allowed',
        phi: { NAME: 1, DATE: 1 },
        payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        content: expect.stringMatching(/NAME_[0-9A-Z]{6}/) as string,
      }),
    ]);
    const written = atRest(gateway) + JSON.stringify(gateway.audit.events);
    expect(written).not.toContain('John Doe');
    expect(written).not.toContain('04/12/1961');
  });

  it.each([undefined, '{}', '{"items":null}', '{"items":[],"metadata":null}'])(
    'needs nothing to begin with: %s',
    async (body) => {
      const gateway = createStateGateway();
      const authorization = `Bearer ${await gateway.issue()}`;
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await gateway.send('/conversations', {
        method: 'POST',
        headers: { authorization, ...type },
        ...(body !== undefined && { body }),
      });
      expect(await answer.json()).toMatchObject({ object: 'conversation', metadata: {} });
    },
  );

  it('is nobody else’s, and not for ever', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const { id } = await client.conversations.create();
    const stranger = await gateway.client({ tenant: OTHER_CLINIC });
    for (const call of [
      stranger.conversations.retrieve(id),
      stranger.conversations.update(id, { metadata: {} }),
      stranger.conversations.delete(id),
      stranger.conversations.items.list(id).then(),
      stranger.conversations.items.create(id, { items: [{ role: 'user', content: 'Hello.' }] }),
      client.conversations.retrieve(`conv_${'0'.repeat(32)}`),
      client.conversations.retrieve('conv_john'),
    ]) {
      expectError(await errorOf(call), NOT_FOUND);
    }
    gateway.clock.advance(31 * DAYS);
    expectError(await errorOf((await gateway.client()).conversations.retrieve(id)), NOT_FOUND);
  });

  it('lives on with its values as long as it is used', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const { id } = await client.conversations.create({
      metadata: { topic: AWKWARD },
      items: [{ role: 'user', content: AWKWARD }],
    });
    for (let month = 0; month < 4; month += 1) {
      gateway.clock.advance(20 * DAYS);
      await client.conversations.retrieve(id);
    }
    const { data } = await client.conversations.items.list(id);
    expect(data).toEqual([expect.objectContaining({ content: [{ type: 'input_text', text: AWKWARD }] })]);
  });

  it('is refused where somebody may not send what is in it, which is on record', async () => {
    const gateway = createStateGateway();
    const analyst = await gateway.client({ role: 'analyst' });
    const error = await errorOf(analyst.conversations.create({ metadata: { topic: AWKWARD } }));
    expectError(error, { ...BLOCKED, param: 'metadata.*' });
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({
        kind: 'denied',
        endpoint: 'conversations',
        reason: 'phi_not_allowed',
        param: 'metadata.*',
        phi: { NAME: 1, DATE: 1 },
      }),
    ]);
    expect(gateway.memory.table.rows.size).toBe(0);
    expect(gateway.memory.vaultStore.rows.size).toBe(0);
    expect((await analyst.conversations.create({ metadata: { topic: 'rounding' } })).metadata).toEqual({
      topic: 'rounding',
    });
  });

  it('with values is neither read nor changed nor deleted by who may not send any', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const { id } = await client.conversations.create({ metadata: { topic: AWKWARD } });
    const hidden = await client.conversations.create({ items: [{ role: 'user', content: AWKWARD }] });
    const analyst = await gateway.client({ role: 'analyst' });
    for (const call of [
      analyst.conversations.retrieve(id),
      analyst.conversations.update(id, { metadata: {} }),
      analyst.conversations.delete(id),
      analyst.conversations.delete(hidden.id),
    ]) {
      expectError(await errorOf(call), BLOCKED);
    }
    expect((await client.conversations.retrieve(id)).metadata).toEqual({ topic: AWKWARD });
    expect((await analyst.conversations.retrieve(hidden.id)).metadata).toEqual({});
  });

  it('is not for auditors nor for keys that keep nothing', async () => {
    const gateway = createStateGateway();
    const auditor = await gateway.client({ role: 'auditor' });
    expectError(await errorOf(auditor.conversations.create()), FORBIDDEN);
    const forgetful = await gateway.client({ vault: 'none' });
    expectError(await errorOf(forgetful.conversations.create()), BAD_REQUEST);
    expect(gateway.memory.table.rows.size).toBe(0);
  });

  it('counts as a request when it is written, not when it is read', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client({ requestsPerMinute: 1 });
    const { data, response } = await client.conversations.create().withResponse();
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    await client.conversations.retrieve(data.id);
    const error = await errorOf(client.conversations.update(data.id, { metadata: {} }));
    expect(error).toMatchObject({ status: 429, code: 'rate_limited' });
  });

  it('is not made, nor shown, when that can not be put on record', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const { id } = await client.conversations.create({ metadata: { topic: AWKWARD } });
    const rows = gateway.memory.table.rows.size;
    gateway.audit.state.down = true;
    for (const call of [
      client.conversations.create(),
      client.conversations.retrieve(id),
      client.conversations.update(id, { metadata: {} }),
      client.conversations.delete(id),
    ]) {
      expectError(await errorOf(call), unavailable('audit_unavailable'));
    }
    gateway.audit.state.down = false;
    expect(gateway.memory.table.rows.size).toBe(rows);
    expect((await client.conversations.retrieve(id)).metadata).toEqual({ topic: AWKWARD });
  });

  it('refers to no values that could not be kept, and the record says that it failed', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    gateway.memory.vaultStore.faults.always('error');
    const error = await errorOf(client.conversations.create({ metadata: { topic: AWKWARD } }));
    expectError(error, unavailable('scrubbing_unavailable'));
    expect(gateway.memory.table.rows.size).toBe(0);
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ operation: 'conversation.created', outcome: 'allowed' }),
      expect.objectContaining({ outcome: 'failed', failure: 'vault_failed' }),
    ]);
  });

  it('says that the store is down', async () => {
    const gateway = createStateGateway();
    const client = await gateway.client();
    const { id } = await client.conversations.create();
    gateway.memory.table.faults.always('error');
    for (const call of [client.conversations.create(), client.conversations.retrieve(id)]) {
      expectError(await errorOf(call), unavailable('state_unavailable'));
    }
  });

  it.each([
    ['{"metadata":{"a":1}}', 'metadata.*'],
    ['{"metadata":[]}', 'metadata'],
    ['{"items":"hello"}', 'items'],
    ['{"items":[{"type":"telepathy"}]}', 'items[0].type'],
    ['{"items":[{"type":"item_reference","id":"msg_unknown"}]}', 'items'],
    [JSON.stringify({ items: Array.from({ length: 21 }, () => ({ role: 'user', content: '' })) }), 'items'],
  ])('is refused with a body like %s', async (body, param) => {
    const gateway = createStateGateway();
    const headers = {
      authorization: `Bearer ${await gateway.issue()}`,
      'content-type': 'application/json',
    };
    const answer = await gateway.send('/conversations', { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ error: { param } });
    expect([400, 404]).toContain(answer.status);
  });
});
