import { describe, expect, it } from 'vitest';
import { type ConversationId, isConversationId } from '../../../../lambda/contract/tenant.ts';
import type { JsonObject } from '../../../../lambda/openai/json-value.ts';
import {
  BAD_REQUEST,
  BLOCKED,
  errorOf,
  expectError,
  NOT_FOUND,
  unavailable,
} from '../../../support/client-error.ts';
import { CLINIC, GOING_ON } from '../../../support/identities.ts';
import { createStateGateway, type StateGateway, said } from '../../../support/state-gateway.ts';

const NAME = 'John Doe';
const ABOUT = `Patient: ${NAME} 👩‍⚕️ "JD"\n`;

/** An item of every kind that callers may add, about somebody. */
const EVERY_KIND: readonly JsonObject[] = [
  { role: 'user', content: ABOUT },
  { type: 'message', role: 'developer', content: [{ type: 'input_text', text: ABOUT }] },
  { type: 'message', role: 'assistant', content: ABOUT },
  { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: ABOUT }] },
  {
    ...{ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look_up' },
    arguments: JSON.stringify({ patient: ABOUT }),
  },
  { type: 'function_call_output', call_id: 'call_1', output: ABOUT },
  { type: 'custom_tool_call', call_id: 'call_2', name: 'note', input: ABOUT },
  {
    ...{ type: 'custom_tool_call_output', call_id: 'call_2' },
    output: [{ type: 'input_text', text: ABOUT }],
  },
  { type: 'file_search_call', id: 'fs_1', status: 'completed', queries: [ABOUT], results: null },
  {
    ...{ type: 'web_search_call', id: 'ws_1', status: 'completed' },
    action: { type: 'search', query: ABOUT },
  },
  {
    ...{ type: 'code_interpreter_call', id: 'ci_1', status: 'completed', container_id: 'cntr_1' },
    ...{ code: `# ${NAME}`, outputs: [{ type: 'logs', logs: ABOUT }] },
  },
  {
    ...{ type: 'mcp_call', id: 'mcp_1', name: 'find', server_label: 'notes' },
    ...{ arguments: JSON.stringify({ patient: ABOUT }), output: ABOUT },
  },
  { type: 'shell_call', call_id: 'call_3', action: { commands: [`grep '${NAME}' notes`] } },
];

const begun = async (gateway: StateGateway, items: readonly JsonObject[] = []) => {
  const client = await gateway.client();
  const { id } = await client.conversations.create();
  const post = (body: JsonObject): Promise<unknown> => client.post(`/conversations/${id}/items`, { body });
  if (items.length > 0) await post({ items });
  return { client, id, post };
};

const conversationNamed = (id: string): ConversationId => {
  if (!isConversationId(id)) throw new Error('not a conversation');
  return id;
};

const withoutOurs = ({ id: _, status: __, ...item }: JsonObject): JsonObject => item;

describe('the items of a conversation', () => {
  it('are listed as they were added, of every kind, each with an id of its own', async () => {
    const gateway = createStateGateway();
    const { client, id, post } = await begun(gateway);
    const added = await post({ items: EVERY_KIND });
    const listed = await client.get(`/conversations/${id}/items?order=asc`);
    expect(listed).toEqual(added);
    const { data } = listed as { readonly data: readonly JsonObject[] };
    const part = (type: string, more = {}) => [{ type, text: ABOUT, ...more }];
    expect(data.map(withoutOurs)).toEqual([
      { type: 'message', role: 'user', content: part('input_text') },
      { type: 'message', role: 'developer', content: part('input_text') },
      {
        ...{ type: 'message', role: 'assistant' },
        content: part('output_text', { annotations: [], logprobs: [] }),
      },
      ...EVERY_KIND.slice(3).map(withoutOurs),
    ]);
    expect(new Set(data.map((item) => item['id'])).size).toBe(EVERY_KIND.length);
  });

  it('rest in tokens, found in what was said before as well', async () => {
    const gateway = createStateGateway();
    const earlier = [{ role: 'user', content: 'The patient is Adaeze Okonkwo.' }];
    const { id, post } = await begun(gateway, earlier);
    // Nothing in this alone would tell that it is about somebody.
    await post({ items: [{ role: 'user', content: 'what did adaeze say?' }] });
    const { items } = await gateway.state.conversations.items(CLINIC, conversationNamed(id), GOING_ON);
    expect(JSON.stringify(items)).not.toMatch(/adaeze|okonkwo/i);
    expect(gateway.audit.events.at(-1)).toMatchObject({
      operation: 'conversation.items_added',
      phi: { NAME: 1 },
    });
  });

  it('are found one by one, and are gone once deleted', async () => {
    const gateway = createStateGateway();
    const { client, id } = await begun(gateway, [{ id: 'msg_own', role: 'user', content: ABOUT }]);
    const in_ = { conversation_id: id };
    expect(await client.conversations.items.retrieve('msg_own', in_)).toMatchObject({
      id: 'msg_own',
      content: [{ text: ABOUT }],
    });
    expect(await client.conversations.items.delete('msg_own', in_)).toMatchObject({
      id,
      object: 'conversation',
    });
    expectError(await errorOf(client.conversations.items.retrieve('msg_own', in_)), NOT_FOUND);
    expectError(await errorOf(client.conversations.items.delete('msg_own', in_)), NOT_FOUND);
    expect((await client.conversations.items.list(id)).data).toEqual([]);
    const operations = gateway.audit.events.map((event) => event.kind === 'state' && event.operation);
    expect(operations).toEqual([
      ...['conversation.created', 'conversation.items_added', 'conversation.item_read'],
      ...['conversation.read', 'conversation.item_deleted', 'conversation.items_listed'],
    ]);
  });

  it('come in pages, newest first', async () => {
    const gateway = createStateGateway();
    const items = Array.from({ length: 20 }, (_, index) => ({ role: 'user', content: `${index}` }));
    const { client, id, post } = await begun(gateway, items);
    await post({ items: [{ role: 'user', content: 'last' }] });
    const texts: string[] = [];
    for await (const item of client.conversations.items.list(id, { limit: 8 })) {
      texts.push(JSON.stringify(item));
    }
    expect(texts).toHaveLength(21);
    expect(texts[0]).toContain('last');
    const error = await errorOf(client.conversations.items.list(id, { after: 'msg_unknown' }));
    expectError(error, { ...BAD_REQUEST, param: 'after' });
  });

  it('may refer to what an earlier response said, in the session of that', async () => {
    const gateway = createStateGateway();
    const { token, answered } = await gateway.session('ward');
    await answered({ output: [said('msg_old', 'assistant', `It is ${token('NAME', NAME)}.`).item] });
    const client = await gateway.client();
    const reference = { type: 'item_reference', id: 'msg_old' } as const;
    const { id } = await client.conversations.create({ items: [reference] });
    const { data } = await client.conversations.items.list(id);
    expect(data).toMatchObject([{ id: 'msg_old', content: [{ text: `It is ${NAME}.` }] }]);
    // A conversation that has begun is a session of its own.
    const { post } = await begun(gateway, [{ role: 'user', content: 'Hello.' }]);
    expectError(await errorOf(post({ items: [reference] })), { ...BAD_REQUEST, param: 'items' });
    const analyst = await gateway.client({ role: 'analyst' });
    expectError(await errorOf(analyst.conversations.create({ items: [reference] })), BLOCKED);
  });

  it('may hold what was sealed for this tenant, and nothing that looks like it', async () => {
    const gateway = createStateGateway();
    const { scope } = await gateway.session('ward');
    const sealed = Buffer.from('sealed by a provider').toString('base64');
    await gateway.state.sealed.note(CLINIC, scope.id, [sealed], GOING_ON);
    const client = await gateway.client();
    const thought = (encrypted_content: string) => ({
      type: 'reasoning' as const,
      id: 'rs_1',
      summary: [],
      encrypted_content,
    });
    const { id } = await client.conversations.create({ items: [thought(sealed)] });
    const include = ['reasoning.encrypted_content'] as const;
    const { data } = await client.conversations.items.list(id, { include: [...include] });
    expect(data).toEqual([thought(sealed)]);
    expect((await client.conversations.items.list(id)).data[0]).not.toHaveProperty('encrypted_content');
    const foreign = Buffer.from('somebody else’s').toString('base64');
    const error = await errorOf(client.conversations.create({ items: [thought(foreign)] }));
    expectError(error, { ...BLOCKED, param: 'items[0].encrypted_content' });
  });

  it('with values are not for who may not send any', async () => {
    const gateway = createStateGateway();
    const { id } = await begun(gateway, [
      { id: 'msg_a', role: 'user', content: ABOUT },
      { id: 'msg_b', role: 'user', content: 'Good morning.' },
    ]);
    const analyst = await gateway.client({ role: 'analyst' });
    const { items } = analyst.conversations;
    const in_ = { conversation_id: id };
    for (const call of [
      items.list(id).then(),
      items.retrieve('msg_a', in_),
      items.delete('msg_a', in_),
      items.create(id, { items: [{ role: 'user', content: 'Go on.' }] }),
    ]) {
      expectError(await errorOf(call), BLOCKED);
    }
    expect(await items.retrieve('msg_b', in_)).toMatchObject({ content: [{ text: 'Good morning.' }] });
  });

  it('hold no images where those are blocked', async () => {
    const gateway = createStateGateway();
    const { post } = await begun(gateway);
    const image = { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' };
    const error = await errorOf(post({ items: [{ role: 'user', content: [image] }] }));
    expectError(error, { ...BLOCKED, param: 'items[0].content[0].image_url' });
    expect(gateway.audit.events.at(-1)).toMatchObject({ kind: 'denied', reason: 'media_blocked' });
    expect(gateway.audit.events.at(-1)).not.toHaveProperty('content');
  });

  it('are neither added nor given when that can not be put on record', async () => {
    const gateway = createStateGateway();
    const { client, id, post } = await begun(gateway, [{ id: 'msg_a', role: 'user', content: ABOUT }]);
    gateway.audit.state.down = true;
    const in_ = { conversation_id: id };
    for (const call of [
      post({ items: [{ role: 'user', content: 'more' }] }),
      client.conversations.items.list(id).then(),
      client.conversations.items.retrieve('msg_a', in_),
      client.conversations.items.delete('msg_a', in_),
    ]) {
      expectError(await errorOf(call), unavailable('audit_unavailable'));
    }
    gateway.audit.state.down = false;
    expect((await client.conversations.items.list(id)).data).toHaveLength(1);
  });
});
