import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ResponseId } from '../../../lambda/contract/tenant.ts';
import type { StoredResponse } from '../../../lambda/state/state.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';
import { answered, newResponseId, said, turnAfter } from '../../support/stored-turns.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

let clock: ReturnType<typeof createManualClock>;
let memory: MemoryState;

beforeEach(() => {
  clock = createManualClock();
  memory = createMemoryState({ clock, retentionDays: DAYS });
});

const responses = () => memory.state.responses;
const keep = (turn: StoredResponse, events?: readonly string[], tenant = CLINIC) =>
  responses().keep(tenant, turn, events, GOING_ON);
const find = (id: ResponseId, tenant = CLINIC) => responses().find(tenant, id, GOING_ON);
const chain = (id: ResponseId, tenant = CLINIC) => responses().chain(tenant, id, GOING_ON);
const events = (id: ResponseId, tenant = CLINIC) => responses().events(tenant, id, GOING_ON);
const items = (ids: readonly string[], tenant = CLINIC) => responses().items(tenant, ids, GOING_ON);
const remove = (id: ResponseId, tenant = CLINIC) => responses().delete(tenant, id, GOING_ON);

/** A conversation of that many turns, each with events; the last one last. */
const talk = async (count: number): Promise<StoredResponse[]> => {
  const turns: StoredResponse[] = [];
  for (let number = 0; number < count; number += 1) {
    const turn = turnAfter(turns);
    await keep(turn, ['{"type":"response.created"}']);
    turns.push(turn);
  }
  return turns;
};
const last = (turns: readonly StoredResponse[]) => turns.at(-1)!;
const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = memory.table.faults.calls;
  await work();
  return memory.table.faults.calls - before;
};
/** Text that doesn't get smaller. */
const incompressible = (bytes: number) => randomBytes(bytes).toString('base64');

describe('a response', () => {
  it('comes back to the letter, with members that a copy could lose and in their order', async () => {
    const odd: unknown = JSON.parse('{"z":1,"10":2,"2":{"__proto__":{"a":[null,"\\ud800"]}},"a":-0.1e-7}');
    const turn = turnAfter([], {
      input: [{ id: 'in_1', item: Object.assign({ type: 'message' }, odd) }],
      values: [{ token: tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4)), valueTag: 'tag' }],
    });
    await keep(turn);
    expect(JSON.stringify(await find(turn.id))).toBe(JSON.stringify(turn));
    expect(await find(turn.id, OTHER_CLINIC)).toBeUndefined();
    expect(await find(newResponseId())).toBeUndefined();
  });

  it('has the events that it was streamed with, if it was', async () => {
    const [streamed, plain, silent] = [turnAfter([]), turnAfter([]), turnAfter([])];
    const data = ['{"type":"response.created"}', '', '{"text":"ü"}'];
    await keep(streamed, data);
    await keep(plain);
    await keep(silent, []);
    expect(await events(streamed.id)).toEqual(data);
    expect(await events(plain.id)).toBeUndefined();
    expect(await events(silent.id)).toEqual([]);
    expect(await events(streamed.id, OTHER_CLINIC)).toBeUndefined();
  });

  it('is never written over', async () => {
    const turn = turnAfter([]);
    await keep(turn, ['1']);
    const other = { ...turn, input: [said('in_other')] };
    await expect(keep(other, ['2'])).rejects.toMatchObject({ failure: 'state_failed' });
    await expect(keep(other)).rejects.toMatchObject({ failure: 'state_failed' });
    expect(await find(turn.id)).toEqual(turn);
    expect(await events(turn.id)).toEqual(['1']);
    await keep(other, undefined, OTHER_CLINIC);
    expect(await find(turn.id, OTHER_CLINIC)).toEqual(other);
  });

  it('shows nothing of itself in the store, not even the ids of its items', async () => {
    const named = 'msg_for_quillfeather';
    const turn = turnAfter([], { input: [said(named, 'Seen by Quillfeather')] });
    await keep(turn, ['Quillfeather', incompressible(600_000)]);
    const stored = [...memory.table.rows.values()].flatMap((row) => [
      JSON.stringify(row),
      row.body.kind === 'inline' ? Buffer.from(row.body.sealed).toString('latin1') : row.body.name,
    ]);
    const objects = [...memory.objects.objects].flatMap(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString('latin1'),
    ]);
    expect(objects).toHaveLength(2);
    expect([...stored, ...objects].join('\n')).not.toMatch(/quillfeather|message|NAME_4KQ7ZD/i);
  });

  it.each([[300_000], [1_000_000], [4_000_000]])('may have %d characters', async (size) => {
    const turn = turnAfter([], { input: [said('in_1', incompressible((size * 3) / 4))] });
    const data = [incompressible((size * 3) / 4)];
    await keep(turn, data);
    expect(await find(turn.id)).toEqual(turn);
    expect(await events(turn.id)).toEqual(data);
    expect(memory.objects.objects.size).toBe(size > 350_000 ? 2 : 0);
    const rows = [...memory.table.rows.values()];
    const inline = rows.map(({ body }) => (body.kind === 'inline' ? body.sealed.length : 0));
    expect(Math.max(...inline)).toBeLessThanOrEqual(350_000);
  });

  it('is refused when nobody could read it again', async () => {
    const turn = turnAfter([], { input: [said('in_1', 'x'.repeat(64 * 1_024 * 1_024))] });
    await expect(keep(turn)).rejects.toMatchObject({ failure: 'state_failed' });
    expect(await find(turn.id)).toBeUndefined();
  });
});

describe('a chain', () => {
  it('comes back oldest first, in two reads however long it is', async () => {
    const turns = await talk(12);
    expect(await chain(last(turns).id)).toEqual(turns);
    expect(await callsOf(() => chain(last(turns).id))).toBe(2);
    expect(await chain(turns[3]!.id)).toEqual(turns.slice(0, 4));
    expect(await chain(turns[0]!.id)).toEqual([turns[0]]);
  });

  it('is another tenant’s as little as if it were not there', async () => {
    const turns = await talk(2);
    expect(await chain(last(turns).id, OTHER_CLINIC)).toBeUndefined();
    expect(await chain(newResponseId())).toBeUndefined();
  });

  it('is gone when any of it is', async () => {
    const turns = await talk(4);
    expect(await remove(turns[1]!.id)).toBe(true);
    expect(await chain(last(turns).id)).toBeUndefined();
    expect(await chain(turns[1]!.id)).toBeUndefined();
    expect(await chain(turns[0]!.id)).toEqual([turns[0]]);
    expect(await find(last(turns).id)).toEqual(last(turns));
  });

  it('has branches', async () => {
    const [root] = await talk(1);
    const [left, right] = [turnAfter([root!]), turnAfter([root!])];
    await keep(left);
    await keep(right);
    expect(await chain(left.id)).toEqual([root, left]);
    expect(await chain(right.id)).toEqual([root, right]);
  });
});

describe('time', () => {
  it('ends a response after the retention time, though its rows are still there', async () => {
    const turns = await talk(2);
    clock.advance(DAYS * DAY_MS - 1_000);
    expect(await find(last(turns).id)).toBeDefined();
    clock.advance(1_000);
    expect(await find(last(turns).id)).toBeUndefined();
    expect(await chain(last(turns).id)).toBeUndefined();
    expect(await events(last(turns).id)).toBeUndefined();
    expect(await items([`in_${turns[0]!.id}`])).toEqual(new Map());
    expect(await remove(last(turns).id)).toBe(false);
  });

  it('begins anew for all of a chain when it is gone on from: its events, items and large parts too', async () => {
    const turns = await talk(2);
    const large = turnAfter(turns, { input: [said('in_large', incompressible(600_000))] });
    await keep(large, [incompressible(600_000)]);
    const all = [...turns, large];
    for (let day = 0; day < 3 * DAYS; day += DAYS - 1) {
      clock.advance((DAYS - 1) * DAY_MS);
      expect(await chain(large.id)).toEqual(all);
    }
    for (const turn of all) expect(await events(turn.id)).toHaveLength(1);
    expect([...(await items([`in_${turns[0]!.id}`, 'in_large'])).keys()]).toHaveLength(2);
    expect(new Set(memory.objects.renewed)).toEqual(new Set(memory.objects.objects.keys()));
    const expiries = new Set([...memory.table.rows.values()].map(({ expiresAt }) => expiresAt));
    expect([...expiries]).toEqual([clock() / 1_000 + DAYS * 86_400]);
  });

  it('begins anew once a day at most', async () => {
    const turns = await talk(3);
    clock.advance(DAY_MS);
    expect(await callsOf(() => chain(last(turns).id))).toBe(2);
    clock.advance(1_000);
    // A record, its events and its two items, three times.
    expect(await callsOf(() => chain(last(turns).id))).toBe(2 + 3 * 4);
    expect(await callsOf(() => chain(last(turns).id))).toBe(2);
  });

  it('begins anew in time also where it is only a day', async () => {
    memory = createMemoryState({ clock, retentionDays: 1 });
    const turns = await talk(2);
    for (let round = 0; round < 10; round += 1) {
      clock.advance(DAY_MS * 0.6);
      expect(await chain(last(turns).id)).toEqual(turns);
    }
  });

  it('is not given back by a renewal to what was deleted meanwhile', async () => {
    const turns = await talk(1);
    clock.advance(2 * DAY_MS);
    const reading = chain(turns[0]!.id);
    await remove(turns[0]!.id);
    await reading.catch(() => undefined);
    expect(memory.table.rows.size).toBe(0);
  });

  it('of less than a day is refused', () => {
    expect(() => createMemoryState({ retentionDays: 0.5 })).toThrow('a day');
  });
});

describe('items', () => {
  it('are found by their ids in inputs and outputs, with what belongs to them; unknown ones are left out', async () => {
    const [first, second] = await talk(2);
    const asked = [`msg_${first!.id}`, 'msg_none', `in_${second!.id}`];
    const found = await items(asked);
    expect([...found]).toEqual([
      [asked[0], { id: asked[0], item: answered(asked[0]!), scope: first!.scope, values: [] }],
      [asked[2], { ...said(asked[2]!), scope: second!.scope, values: [] }],
    ]);
    expect(await items(asked, OTHER_CLINIC)).toEqual(new Map());
    expect(await items([])).toEqual(new Map());
  });

  it('are what providers gave, whatever clients call theirs', async () => {
    const [first] = await talk(1);
    const id = `msg_${first!.id}`;
    const { item } = said(id, 'in the words of a client');
    await keep(turnAfter([], { input: [{ id, item: { ...item, id } }] }));
    await keep(turnAfter([], { input: [{ id: 'msg_own', item: { ...item, id: 'msg_own' } }] }));
    expect([...(await items([id, 'msg_own'])).values()]).toMatchObject([{ item: answered(id) }]);
  });

  it('are found no more under an id that a provider has given twice, in whatever order they go', async () => {
    const [left, right] = await talk(1).then(([root]) => [turnAfter([root!]), turnAfter([root!])]);
    for (const turn of [left, right]) {
      await keep({ ...turn!, response: { ...turn!.response, output: [answered('msg_1')] } });
    }
    expect(await items(['msg_1'])).toEqual(new Map());
    await remove(right!.id);
    expect(await items(['msg_1'])).toEqual(new Map());
    await keep({ ...right!, response: { ...right!.response, output: [answered('msg_1')] } });
    expect(await items(['msg_1'])).toEqual(new Map());
  });

  it('may have one id twice in one response', async () => {
    const turn = turnAfter([], {});
    const output = [answered('msg_1', 'first'), answered('msg_1', 'last')];
    await keep({ ...turn, response: { ...turn.response, output } });
    expect((await items(['msg_1'])).get('msg_1')?.item).toEqual(output[1]);
  });

  it('let the response that holds them begin anew', async () => {
    const [turn] = await talk(1);
    const id = `msg_${turn!.id}`;
    for (let round = 0; round < 3; round += 1) {
      clock.advance((DAYS - 1) * DAY_MS);
      expect((await items([id])).size).toBe(1);
    }
    expect(await chain(turn!.id)).toEqual([turn]);
  });

  it('are found in two reads, however many there are', async () => {
    const turns = await talk(8);
    const ids = turns.flatMap(({ id }) => [`in_${id}`, `msg_${id}`]);
    expect(await callsOf(() => items(ids))).toBe(2);
    expect([...(await items(ids)).keys()]).toEqual(ids);
  });
});

describe('deleting', () => {
  it('leaves nothing, once', async () => {
    const turn = turnAfter([], { input: [said('in_1', incompressible(600_000))] });
    await keep(turn, [incompressible(600_000)]);
    expect(memory.objects.objects.size).toBe(2);
    expect(await remove(turn.id, OTHER_CLINIC)).toBe(false);
    expect(await find(turn.id)).toEqual(turn);
    expect(await remove(turn.id)).toBe(true);
    expect(memory.table.rows.size).toBe(0);
    expect(memory.objects.objects.size).toBe(0);
    expect(await remove(turn.id)).toBe(false);
  });

  it('that breaks off hides the response at once, and can be done again', async () => {
    const turn = turnAfter([], { input: [said('in_1', incompressible(600_000))] });
    await keep(turn, [incompressible(600_000)]);
    for (let steps = 2; ; steps += 1) {
      // It gets one call further each time.
      memory.table.faults.next(...Array.from({ length: steps }, () => 'ok' as const), 'error');
      const outcome = await remove(turn.id).catch(() => 'failed');
      if (outcome === true) break;
      expect(outcome).toBe('failed');
      expect(await find(turn.id)).toBeUndefined();
      expect(await events(turn.id)).toBeUndefined();
    }
    expect(memory.table.rows.size).toBe(0);
    expect(memory.objects.objects.size).toBe(0);
  });
});
