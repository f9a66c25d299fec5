import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredResponse } from '../../../lambda/state/state.ts';
import type { StateBody, StateRow } from '../../../lambda/state/state-table.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';
import { newConversation, said, turnAfter } from '../../support/stored-turns.ts';

let memory: MemoryState;
let turn: StoredResponse;

const FAILED = { failure: 'state_failed' };

const large = () => said('in_large', randomBytes(450_000).toString('base64'));
const keep = async (kept: StoredResponse, tenant = CLINIC) =>
  memory.state.responses.keep(tenant, kept, ['{}'], GOING_ON);
const chain = (id = turn.id, tenant = CLINIC) => memory.state.responses.chain(tenant, id, GOING_ON);

const names = (ending: string) => [...memory.table.rows.keys()].filter((name) => name.endsWith(ending));
const row = (name: string): StateRow => memory.table.rows.get(name)!;
const nameOf = (id: string, sort: string, tenant: string = CLINIC) => `${tenant}#response#${id}#${sort}`;
/** Puts what one row holds into the place of another. */
const plant = (name: string, change: Partial<StateRow>) =>
  memory.table.rows.set(name, { ...row(name), ...change });
const inline = ({ body }: StateRow): Uint8Array => (body.kind === 'inline' ? body.sealed : new Uint8Array());
const holding = (sealed: Uint8Array): { body: StateBody } => ({ body: { kind: 'inline', sealed } });
const flipped = (bytes: Uint8Array, at: number) =>
  Buffer.from(bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ 1 : byte)));

beforeEach(async () => {
  memory = createMemoryState({ clock: createManualClock() });
  turn = turnAfter([]);
  await keep(turn);
});

describe('a row that was tampered with is not believed:', () => {
  const damages: readonly [string, (of: StateRow) => Partial<StateRow>][] = [
    ['a changed nonce', (of) => holding(flipped(inline(of), 0))],
    ['a changed text', (of) => holding(flipped(inline(of), 14))],
    ['a changed tag', (of) => holding(flipped(inline(of), -1))],
    ['cut', (of) => holding(inline(of).subarray(0, -1))],
    ['cut to nothing', () => holding(new Uint8Array())],
    ['another epoch', () => ({ epoch: '2026-10' })],
    ['an odd epoch', () => ({ epoch: 'names' })],
  ];
  it.each(damages)('%s', async (_, damage) => {
    const name = nameOf(turn.id, 'record');
    plant(name, damage(row(name)));
    await expect(chain()).rejects.toMatchObject({
      code: expect.stringMatching(/state|scrubbing/) as unknown,
    });
    await expect(memory.state.responses.find(CLINIC, turn.id, GOING_ON)).rejects.toThrow();
  });

  it('the record of another response, of the same tenant or of another', async () => {
    const other = turnAfter([]);
    await keep(other);
    await keep({ ...turn, input: [said('in_theirs')] }, OTHER_CLINIC);
    const name = nameOf(turn.id, 'record');
    for (const from of [nameOf(other.id, 'record'), nameOf(turn.id, 'record', OTHER_CLINIC)]) {
      const { body, epoch } = row(from);
      plant(name, { body, epoch });
      await expect(chain()).rejects.toMatchObject(FAILED);
    }
  });

  it('the events in the place of the record', async () => {
    plant(nameOf(turn.id, 'record'), { body: row(nameOf(turn.id, 'events')).body });
    await expect(chain()).rejects.toMatchObject(FAILED);
  });

  it('events that are gone', async () => {
    memory.table.rows.delete(nameOf(turn.id, 'events'));
    await expect(memory.state.responses.events(CLINIC, turn.id, GOING_ON)).rejects.toMatchObject(FAILED);
  });

  it('the place of another item', async () => {
    await keep(turnAfter([]));
    const places = names('place');
    const bodies = places.map((name) => row(name).body);
    for (const [index, name] of places.entries()) plant(name, { body: bodies.at(index - 1)! });
    const found = memory.state.responses.items(CLINIC, [`in_${turn.id}`], GOING_ON);
    await expect(found).rejects.toMatchObject(FAILED);
  });

  it('batches of a conversation in another order', async () => {
    const conversation = newConversation();
    const { conversations } = memory.state;
    await conversations.put(CLINIC, conversation, GOING_ON);
    for (const id of ['in_1', 'in_2'])
      await conversations.append(CLINIC, conversation.id, { items: [said(id)], values: [] }, GOING_ON);
    const [first, second] = [names('#000000000001')[0]!, names('#000000000002')[0]!];
    const { body } = row(first);
    plant(first, { body: row(second).body });
    plant(second, { body });
    await expect(conversations.items(CLINIC, conversation.id, GOING_ON)).rejects.toMatchObject(FAILED);
  });

  it('the scope of another sealed part', async () => {
    await memory.state.sealed.note(CLINIC, turn.scope, ['one', 'two'], GOING_ON);
    const [one, two] = names('#scope');
    plant(one!, { body: row(two!).body });
    const asked = memory.another().state.sealed.scopesOf(CLINIC, ['one', 'two'], GOING_ON);
    await expect(asked).rejects.toMatchObject(FAILED);
  });
});

describe('a large part that was tampered with is not believed:', () => {
  let name: string;
  let object: Extract<StateBody, { kind: 'object' }>;

  beforeEach(async () => {
    turn = turnAfter([], { input: [large()] });
    await keep(turn);
    name = nameOf(turn.id, 'record');
    const { body } = row(name);
    if (body.kind !== 'object') throw new Error('it must be large');
    object = body;
  });
  const bytes = () => memory.objects.objects.get(object.name)!;

  const damages: readonly [string, () => unknown][] = [
    ['gone', () => memory.objects.objects.clear()],
    ['cut', () => memory.objects.objects.set(object.name, bytes().subarray(1))],
    ['longer', () => memory.objects.objects.set(object.name, Buffer.concat([bytes(), bytes()]))],
    ['changed', () => memory.objects.objects.set(object.name, flipped(bytes(), 100_000))],
    ['said to be shorter', () => plant(name, { body: { ...object, bytes: object.bytes - 1 } })],
    ['said to have another hash', () => plant(name, { body: { ...object, sha256: '0'.repeat(64) } })],
  ];
  it.each(damages)('%s', async (_, damage) => {
    expect(await chain()).toEqual([turn]);
    damage();
    await expect(chain()).rejects.toMatchObject(FAILED);
  });

  it('another one, of the same tenant or of another, though length and hash are right', async () => {
    const [other, theirs] = [turnAfter([], { input: [large()] }), turnAfter([], { input: [large()] })];
    await keep(other);
    await keep(theirs, OTHER_CLINIC);
    for (const from of [nameOf(other.id, 'record'), nameOf(theirs.id, 'record', OTHER_CLINIC)]) {
      plant(name, { body: row(from).body });
      await expect(chain()).rejects.toMatchObject(FAILED);
    }
  });
});
