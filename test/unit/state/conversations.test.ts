import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import type { ConversationId } from '../../../lambda/contract/tenant.ts';
import type { StoredConversation, StoredItem } from '../../../lambda/state/state.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import type { ValueRef } from '../../../lambda/tokens/vault.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC, SCOPE } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';
import { newConversation, newConversationId, said } from '../../support/stored-turns.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

let clock: ReturnType<typeof createManualClock>;
let memory: MemoryState;

beforeEach(() => {
  clock = createManualClock();
  memory = createMemoryState({ clock, retentionDays: DAYS });
});

const conversations = () => memory.state.conversations;
const create = async (change = {}) => {
  const conversation = newConversation(change);
  await conversations().put(CLINIC, conversation, GOING_ON);
  return conversation;
};
const update = (changed: StoredConversation) => conversations().update(CLINIC, changed, GOING_ON);
const find = (id: ConversationId, tenant = CLINIC) => conversations().find(tenant, id, GOING_ON);
const append = (id: ConversationId, items: readonly StoredItem[], values: readonly ValueRef[] = []) =>
  conversations().append(CLINIC, id, { items, values }, GOING_ON);
const items = async (id: ConversationId, tenant = CLINIC) =>
  (await conversations().items(tenant, id, GOING_ON)).items.map((one) => one.id);
const deleteItem = (id: ConversationId, itemId: string, tenant = CLINIC) =>
  conversations().deleteItem(tenant, id, itemId, GOING_ON);
const remove = (id: ConversationId, tenant = CLINIC) => conversations().delete(tenant, id, GOING_ON);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const incompressible = (bytes: number) => randomBytes(bytes).toString('base64');
const keepValue = async (value: string) => {
  const issued = [{ token: tokenFrom('NAME', randomBytes(4)), value: new Sensitive(value) }];
  return await memory.vault.keep(CLINIC, SCOPE, issued, GOING_ON);
};

describe('a conversation', () => {
  it('comes back as it was put, and as it was changed, with its items', async () => {
    const conversation = await create();
    await append(conversation.id, [said('in_1')]);
    const renamed = { ...conversation, metadata: { topic: 'PLACE_4KQ7ZD' } };
    expect(await update(renamed)).toBe(true);
    expect(await find(conversation.id)).toEqual(renamed);
    expect(await items(conversation.id)).toEqual(['in_1']);
    expect(await find(newConversationId())).toBeUndefined();
  });

  it('is changed by the last of many who change it at the same time', async () => {
    const conversation = await create();
    const changes = numbers(10).map((topic) => ({ ...conversation, metadata: { topic } }));
    expect(await Promise.all(changes.map((change) => update(change)))).not.toContain(false);
    expect(changes).toContainEqual(await find(conversation.id));
  });

  it('is not there for who would change it once it is deleted', async () => {
    const conversation = await create();
    await remove(conversation.id);
    expect(await update(conversation)).toBe(false);
    expect(await find(conversation.id)).toBeUndefined();
    expect(await update(newConversation())).toBe(false);
    expect(memory.table.rows.size).toBe(0);
  });

  it('is another tenant’s as little as if it were not there', async () => {
    const { id } = await create();
    await append(id, [said('in_1')]);
    expect(await find(id, OTHER_CLINIC)).toBeUndefined();
    expect(await items(id, OTHER_CLINIC)).toEqual([]);
    expect(await deleteItem(id, 'in_1', OTHER_CLINIC)).toBe(false);
    expect(await remove(id, OTHER_CLINIC)).toBe(false);
    expect(await items(id)).toEqual(['in_1']);
  });
});

describe('items', () => {
  it('come back in the order in which they were added, with the values of all', async () => {
    const { id } = await create();
    const refs = [...(await keepValue('Ann')), ...(await keepValue('Ben'))];
    await append(id, [said('in_1'), said('in_2')], refs.slice(0, 1));
    await append(id, [said('out_1', incompressible(600_000))], refs.slice(1));
    for (const name of numbers(30)) await append(id, [said(`more_${name}`)]);
    const all = await conversations().items(CLINIC, id, GOING_ON);
    expect(all.items.map((one) => one.id)).toEqual([
      ...['in_1', 'in_2', 'out_1'],
      ...numbers(30).map((name) => `more_${name}`),
    ]);
    expect(all.values).toEqual(refs);
    expect(await conversations().items(CLINIC, newConversationId(), GOING_ON)).toEqual({
      items: [],
      values: [],
    });
  });

  it('that many add at the same time are all there, each batch whole', async () => {
    const { id } = await create();
    await Promise.all(numbers(25).map((name) => append(id, [said(`a_${name}`), said(`b_${name}`)])));
    const all = await items(id);
    expect(all).toHaveLength(50);
    const batches = numbers(25).map((index) => all.slice(Number(index) * 2, Number(index) * 2 + 2));
    expect(batches.map(([a]) => a).toSorted()).toEqual(
      numbers(25)
        .map((name) => `a_${name}`)
        .toSorted(),
    );
    for (const [a, b] of batches) expect(b).toBe(a?.replace('a_', 'b_'));
  });

  it('are added once when the answer to the write was lost', async () => {
    const { id } = await create();
    await append(id, [said('in_1')]);
    const put = memory.table.put.bind(memory.table);
    // As the SDK does it: it tries again, and finds its own row.
    memory.table.put = async (row, expected, signal) => {
      await put(row, expected, signal);
      return await put(row, expected, signal);
    };
    await append(id, [said('in_2')]);
    expect(await items(id)).toEqual(['in_1', 'in_2']);
  });

  it('added while the conversation is deleted go with it', async () => {
    for (const delay of numbers(12)) {
      const { id } = await create();
      await append(id, [said('in_1')]);
      const adding = append(id, [said('in_2'), said('large', incompressible(400_000))]);
      for (let tick = 0; tick < Number(delay) * 2; tick += 1) await Promise.resolve();
      await remove(id);
      await adding;
      expect([...memory.table.rows.keys()].filter((key) => key.includes(id))).toEqual([]);
      expect(memory.objects.objects.size).toBe(0);
    }
  });

  it('are never given in part: where some are missing, the store has failed', async () => {
    const { id } = await create();
    for (const name of numbers(3)) await append(id, [said(name)]);
    const second = [...memory.table.rows.keys()].find((key) => key.endsWith('000000000002'))!;
    memory.table.rows.delete(second);
    await expect(items(id)).rejects.toMatchObject({ failure: 'state_failed' });
  });
});

describe('deleting an item', () => {
  it('leaves the others, and says whether there was such an item', async () => {
    const { id } = await create();
    await append(id, [said('in_1'), said('in_2')]);
    await append(id, [said('in_3')]);
    expect(await deleteItem(id, 'in_2')).toBe(true);
    expect(await deleteItem(id, 'in_2')).toBe(false);
    expect(await deleteItem(id, 'in_3')).toBe(true);
    await append(id, [said('in_4')]);
    expect(await items(id)).toEqual(['in_1', 'in_4']);
  });

  it('deletes every item of that id, and large ones from the bucket', async () => {
    const { id } = await create();
    await append(id, [said('twice'), said('large', incompressible(600_000))]);
    await append(id, [said('twice')]);
    expect(memory.objects.objects.size).toBe(1);
    expect(await deleteItem(id, 'large')).toBe(true);
    expect(memory.objects.objects.size).toBe(0);
    expect(await deleteItem(id, 'twice')).toBe(true);
    expect(await items(id)).toEqual([]);
  });

  it('works for several of one batch at the same time', async () => {
    const { id } = await create();
    await append(
      id,
      numbers(12).map((name) => said(name)),
    );
    const outcomes = await Promise.all([...numbers(10), '0', 'none'].map((name) => deleteItem(id, name)));
    expect(outcomes.filter(Boolean)).toHaveLength(10);
    expect(await items(id)).toEqual(['10', '11']);
  });
});

describe('deleting a conversation', () => {
  it('leaves nothing, once', async () => {
    const { id } = await create();
    await append(id, [said('in_1')]);
    await append(id, [said('large', incompressible(600_000))]);
    expect(await remove(id)).toBe(true);
    expect(memory.table.rows.size).toBe(0);
    expect(memory.objects.objects.size).toBe(0);
    expect(await remove(id)).toBe(false);
  });

  it('that breaks off hides it at once, and can be done again', async () => {
    const { id } = await create();
    for (const name of numbers(3)) await append(id, [said(name, incompressible(400_000))]);
    for (let steps = 1; ; steps += 1) {
      memory.table.faults.next(...Array.from({ length: steps }, () => 'ok' as const), 'error');
      const outcome = await remove(id).catch(() => 'failed');
      if (outcome === true) break;
      expect(outcome).toBe('failed');
      expect(await find(id)).toBeUndefined();
    }
    expect(memory.table.rows.size).toBe(0);
    expect(memory.objects.objects.size).toBe(0);
  });

  it('counts as later than a change of its metadata at the same time', async () => {
    const conversation = await create();
    memory.table.faults.next('ok', 'error');
    await remove(conversation.id).catch(() => undefined);
    expect(await update(conversation)).toBe(false);
    expect(await find(conversation.id)).toBeUndefined();
  });

  it('counts as later than a change that had begun before it', async () => {
    const conversation = await create();
    const put = memory.table.put.bind(memory.table);
    memory.table.put = async (row, expected, signal) => {
      memory.table.put = put;
      memory.table.faults.next('ok', 'error');
      await remove(conversation.id).catch(() => undefined);
      return await put(row, expected, signal);
    };
    expect(await update(conversation)).toBe(false);
    expect(await find(conversation.id)).toBeUndefined();
  });
});

describe('time', () => {
  it('ends a conversation that nobody reads', async () => {
    const { id } = await create();
    await append(id, [said('in_1')]);
    clock.advance(DAYS * DAY_MS);
    expect(await find(id)).toBeUndefined();
    expect(await items(id)).toEqual([]);
    expect(await remove(id)).toBe(false);
  });

  it('begins anew for all of it whenever it is read: old items, large ones, and the values of all', async () => {
    const ann = await keepValue('Ann');
    const ben = await keepValue('Ben');
    const { id } = await create({ values: ann });
    await append(id, [said('in_1', incompressible(600_000))], ben);
    for (let round = 0; round < 5; round += 1) {
      clock.advance((DAYS - 1) * DAY_MS);
      expect(await find(id)).toBeDefined();
    }
    clock.advance((DAYS - 1) * DAY_MS);
    expect(await items(id)).toEqual(['in_1']);
    expect(new Set(memory.objects.renewed)).toEqual(new Set(memory.objects.objects.keys()));
    const values = await memory.another().recall.recall(CLINIC, SCOPE, [...ann, ...ben], GOING_ON);
    expect(values.map(({ value }) => value.reveal())).toEqual(['Ann', 'Ben']);
  });

  it('never ends an item before its conversation, nor a value before its item', async () => {
    const conversation = await create();
    const { id } = conversation;
    const refs: ValueRef[] = [];
    for (let step = 0; step < 60; step += 1) {
      clock.advance(((step * 7) % 11) * 0.25 * DAY_MS);
      expect(await find(id)).toBeDefined();
      const [ref] = await keepValue(`Ann ${step}`);
      refs.push(ref!);
      await append(id, [said(String(step))], [ref!]);
      if (step % 3 === 0) await update({ ...conversation, metadata: { step: String(step) } });
      const rows = [...memory.table.rows.values()];
      const head = rows.find(({ sort }) => sort === 'head')!;
      const oldest = Math.min(...rows.map(({ expiresAt }) => expiresAt));
      expect(oldest).toBeGreaterThanOrEqual(head.expiresAt);
    }
    clock.advance(DAYS * DAY_MS - 1_000);
    const found = await find(id);
    expect(found).toBeDefined();
    expect(await items(id)).toHaveLength(60);
    expect(await memory.another().recall.recall(CLINIC, SCOPE, refs, GOING_ON)).toHaveLength(60);
  });

  it('begins anew once a day at most', async () => {
    const { id } = await create();
    for (const name of numbers(5)) await append(id, [said(name)]);
    const callsOf = async () => {
      const before = memory.table.faults.calls;
      await find(id);
      return memory.table.faults.calls - before;
    };
    clock.advance(DAY_MS);
    expect(await callsOf()).toBe(1);
    clock.advance(1_000);
    // The head, the items, and a write for each of the six.
    expect(await callsOf()).toBe(1 + 1 + 6);
    expect(await callsOf()).toBe(1);
  });
});
