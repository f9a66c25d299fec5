import { describe, expect, it } from 'vitest';
import { conversationId, type ResponseId, requestId } from '../../../../lambda/contract/tenant.ts';
import type { StoredItem } from '../../../../lambda/state/state.ts';
import { BLOCKED, errorOf, expectError, unavailable } from '../../../support/client-error.ts';
import { CLINIC, GOING_ON } from '../../../support/identities.ts';
import { createStateGateway, type StateGateway, said } from '../../../support/state-gateway.ts';

/** A question for each number, with an id each. */
const questions = (count: number): StoredItem[] =>
  Array.from({ length: count }, (_, index) => said(`msg_${index}`, 'user', `question ${index}`));

const withInput = async (gateway: StateGateway, input: readonly StoredItem[]): Promise<ResponseId> =>
  (await gateway.session('ward')).answered({ input });

/** Three turns about somebody. */
const chain = async (gateway: StateGateway) => {
  const { token, answered } = await gateway.session('ward');
  const turn = (index: number, text: string, ancestors: readonly ResponseId[]) =>
    answered({
      input: [said(`q_${index}`, 'user', text)],
      output: [said(`a_${index}`, 'assistant', `answer ${index}`).item],
      ancestors,
    });
  const first = await turn(1, `Who is ${token('NAME', 'John Doe')}?`, []);
  const second = await turn(2, `And ${token('NAME', 'Mary Major')}?`, [first]);
  const third = await turn(3, 'Thanks.', [first, second]);
  return { first, second, third };
};

describe('GET /v1/responses/{id}/input_items', () => {
  it('lists newest first, twenty at a time, with what clients need to go on', async () => {
    const gateway = createStateGateway();
    const id = await withInput(gateway, questions(45));
    const client = await gateway.client();
    const page = await client.get(`/responses/${id}/input_items`);
    const data = Array.from(
      { length: 20 },
      (_, index) => expect.objectContaining({ id: `msg_${44 - index}` }) as unknown,
    );
    expect(page).toEqual({ object: 'list', data, first_id: 'msg_44', last_id: 'msg_25', has_more: true });
  });

  it.each([
    [1, 'asc'],
    [1, 'desc'],
    [44, 'asc'],
    [45, 'desc'],
    [100, 'asc'],
  ] as const)('gives each item once, page after page of %d, %s', async (limit, order) => {
    const gateway = createStateGateway();
    const id = await withInput(gateway, questions(45));
    const client = await gateway.client();
    const ids: string[] = [];
    for await (const item of client.responses.inputItems.list(id, { limit, order })) {
      ids.push(item.id);
    }
    const asked = questions(45).map((item) => item.id);
    expect(ids).toEqual(order === 'asc' ? asked : asked.toReversed());
  });

  it('comes to an end also where the same item was sent twice', async () => {
    const gateway = createStateGateway();
    const id = await withInput(gateway, [...questions(3), ...questions(3), said('msg_9', 'user', 'more')]);
    const client = await gateway.client();
    const ids: (string | undefined)[] = [];
    for await (const item of client.responses.inputItems.list(id, { limit: 1, order: 'asc' })) {
      ids.push(item.id);
    }
    expect(ids).toEqual(['msg_0', 'msg_1', 'msg_2', 'msg_9']);
  });

  it('gives an empty page behind the last item, and of no input', async () => {
    const gateway = createStateGateway();
    const id = await withInput(gateway, questions(2));
    const client = await gateway.client();
    const empty = { object: 'list', data: [], first_id: '', last_id: '', has_more: false };
    expect(await client.get(`/responses/${id}/input_items?after=msg_0`)).toEqual(empty);
    const silent = await withInput(gateway, []);
    expect(await client.get(`/responses/${silent}/input_items`)).toEqual(empty);
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '2&limit=3'],
    ['order', 'newest'],
    ['after', 'msg_unknown'],
    ['before', 'msg_1'],
  ])('refuses %s=%s', async (param, value) => {
    const gateway = createStateGateway();
    const id = await withInput(gateway, questions(5));
    const headers = { authorization: `Bearer ${await gateway.issue()}` };
    const answer = await gateway.send(`/responses/${id}/input_items?${param}=${value}`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request', param } });
    expect(gateway.audit.events).toEqual([]);
  });

  it('lists the whole input: what the chain held before comes first', async () => {
    const gateway = createStateGateway();
    const { third } = await chain(gateway);
    const client = await gateway.client();
    const { data } = await client.responses.inputItems.list(third, { order: 'asc' });
    expect(data.map((item) => item.id)).toEqual(['q_1', 'a_1', 'q_2', 'a_2', 'q_3']);
    expect(data[0]).toEqual({
      ...{ id: 'q_1', type: 'message', role: 'user', status: 'completed' },
      content: [{ type: 'input_text', text: 'Who is John Doe?' }],
    });
    expect(gateway.audit.events).toEqual([
      expect.objectContaining({ operation: 'response.input_listed', subject: third, phi: { NAME: 2 } }),
    ]);
  });

  it('lists the own input where the chain is broken', async () => {
    const gateway = createStateGateway();
    const { first, third } = await chain(gateway);
    const client = await gateway.client();
    await client.responses.delete(first);
    const { data } = await client.responses.inputItems.list(third);
    expect(data.map((item) => item.id)).toEqual(['q_3']);
  });

  it('lists what stood in the conversation before', async () => {
    const gateway = createStateGateway();
    const { scope, token, answered } = await gateway.session('ward');
    const conversation = conversationId(requestId('c'.repeat(32)));
    const { conversations } = gateway.state;
    const about = { id: conversation, scope: scope.id, createdAt: 1, metadata: {}, values: [] };
    await conversations.put(CLINIC, about, GOING_ON);
    const name = token('NAME', 'John Doe');
    const values = await gateway.memory.vault.keep(CLINIC, scope.id, scope.book.issued(), GOING_ON);
    const items = [
      said('q_1', 'user', `Who is ${name}?`),
      said('a_1', 'assistant', 'A patient.'),
      said('q_2', 'user', 'Thanks.'),
      said('a_2', 'assistant', 'Not at all.'),
      said('q_3', 'user', 'One more thing.'),
    ];
    await conversations.append(CLINIC, conversation, { items, values }, GOING_ON);
    const id = await answered({
      input: [said('q_2', 'user', 'Thanks.')],
      output: [said('a_2', 'assistant', 'Not at all.').item],
      fields: { conversation: { id: conversation } },
    });
    const client = await gateway.client();
    const { data } = await client.responses.inputItems.list(id, { order: 'asc' });
    expect(data.map((item) => item.id)).toEqual(['q_1', 'a_1', 'q_2']);
    expect(data[0]).toMatchObject({ content: [{ text: 'Who is John Doe?' }] });
    await conversations.delete(CLINIC, conversation, GOING_ON);
    expect((await client.responses.inputItems.list(id)).data.map((item) => item.id)).toEqual(['q_2']);
  });

  it('is not for who may not send what was sent before', async () => {
    const gateway = createStateGateway();
    const { third } = await chain(gateway);
    const analyst = await gateway.client({ role: 'analyst' });
    expectError(await errorOf(analyst.responses.inputItems.list(third)), BLOCKED);
  });

  it('gives nothing when it can not be put on record', async () => {
    const gateway = createStateGateway();
    const { third } = await chain(gateway);
    const client = await gateway.client();
    gateway.audit.state.down = true;
    const error = await errorOf(client.responses.inputItems.list(third));
    expectError(error, unavailable('audit_unavailable'));
  });
});
