import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import type { State, StoredConversation, StoredResponse } from '../../../lambda/state/state.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { CLINIC, createManualClock, GOING_ON } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';
import { newConversation, said, turnAfter } from '../../support/stored-turns.ts';

const FAULTS: readonly Fault[] = ['error', 'throttled', 'hang', 'lost', 'garbage'];
const DAY_MS = 86_400_000;

/** More steps than any call takes. */
const MOST_STEPS = 60;

/** How long those wait that will wait for nothing. */
const SHORT_MS = 150;

let clock: ReturnType<typeof createManualClock>;
let memory: MemoryState;
let turns: StoredResponse[];
let conversation: StoredConversation;

const large = (id: string) => said(id, randomBytes(450_000).toString('base64'));

/** What stands before each try: two turns, one of them large, and a conversation with items, a large one among them. */
beforeEach(async () => {
  clock = createManualClock();
  memory = createMemoryState({ clock });
  const first = turnAfter([], { input: [large('in_large')] });
  turns = [first, turnAfter([first])];
  for (const turn of turns) await memory.state.responses.keep(CLINIC, turn, ['{}'], GOING_ON);
  conversation = newConversation();
  await memory.state.conversations.put(CLINIC, conversation, GOING_ON);
  await memory.state.conversations.append(
    CLINIC,
    conversation.id,
    { items: [said('a')], values: [] },
    GOING_ON,
  );
  await memory.state.conversations.append(
    CLINIC,
    conversation.id,
    { items: [large('b')], values: [] },
    GOING_ON,
  );
  await memory.state.sealed.note(CLINIC, conversation.scope, ['part'], GOING_ON);
});

const everythingIsThere = async (): Promise<void> => {
  const { state } = memory.another();
  expect(await state.responses.chain(CLINIC, turns[1]!.id, GOING_ON)).toEqual(turns);
  expect(await state.responses.events(CLINIC, turns[0]!.id, GOING_ON)).toEqual(['{}']);
  expect(await state.conversations.find(CLINIC, conversation.id, GOING_ON)).toEqual(conversation);
  const { items } = await state.conversations.items(CLINIC, conversation.id, GOING_ON);
  expect(items.slice(0, 2).map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await state.sealed.scopesOf(CLINIC, ['part'], GOING_ON)).size).toBe(1);
};

type Call = (state: State) => Promise<unknown>;

const READS: readonly [string, Call][] = [
  ['a chain', ({ responses }) => responses.chain(CLINIC, turns[1]!.id, GOING_ON)],
  ['a response', ({ responses }) => responses.find(CLINIC, turns[0]!.id, GOING_ON)],
  ['events', ({ responses }) => responses.events(CLINIC, turns[0]!.id, GOING_ON)],
  ['items', ({ responses }) => responses.items(CLINIC, ['in_large'], GOING_ON)],
  [
    'the items of a conversation',
    ({ conversations }) => conversations.items(CLINIC, conversation.id, GOING_ON),
  ],
  ['a conversation', ({ conversations }) => conversations.find(CLINIC, conversation.id, GOING_ON)],
  ['the scopes of sealed parts', ({ sealed }) => sealed.scopesOf(CLINIC, ['part'], GOING_ON)],
];

const WRITES: readonly [string, Call][] = [
  [
    'keeping a response',
    ({ responses }) => {
      const turn = turnAfter(turns, { input: [large('in_new')] });
      return responses.keep(CLINIC, turn, [String(large('event').item['content'])], GOING_ON);
    },
  ],
  [
    'adding items',
    ({ conversations }) => {
      const added = { items: [large('c')], values: [] };
      return conversations.append(CLINIC, conversation.id, added, GOING_ON);
    },
  ],
  ['putting a conversation', ({ conversations }) => conversations.put(CLINIC, newConversation(), GOING_ON)],
  ['changing a conversation', ({ conversations }) => conversations.update(CLINIC, conversation, GOING_ON)],
  ['noting sealed parts', ({ sealed }) => sealed.note(CLINIC, turns[0]!.scope, ['new'], GOING_ON)],
];

/**
 * Tries a call with the fault at its first step, at its second, and so on, until it has fewer steps than that. A fault
 * that shows must end the call, in an error that says nothing; one may go unseen where its step gives no answer.
 */
const failAtEachStep = async (part: 'table' | 'objects', fault: Fault, call: Call): Promise<number> => {
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const { faults } = memory[part];
    const before = faults.calls;
    faults.next(...Array.from({ length: steps }, () => 'ok' as const), fault);
    const { state } = memory.another(fault === 'hang' ? SHORT_MS : undefined);
    const outcome = await call(state).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const reached = faults.calls - before > steps;
    faults.forget();
    if (reached && fault !== 'garbage') expect(outcome).toMatchObject({ failure: 'state_failed' });
    if (outcome === undefined && !reached) return steps;
    if (outcome === undefined) continue;
    expect(outcome).toMatchObject({ failure: 'state_failed', detail: { retryAfterSeconds: 1 } });
    expect(`${JSON.stringify(outcome)}${inspect(outcome)}`).not.toContain(TELLTALE);
  }
  throw new Error('a call without end');
};

describe.each(FAULTS)('when the table gives %s', (fault) => {
  it.each(READS)('asking for %s fails, says nothing, and loses nothing', async (_, call) => {
    expect(await failAtEachStep('table', fault, call)).toBeGreaterThan(0);
    await everythingIsThere();
  });

  it.each(READS)('the same for %s where lives begin anew', async (_, call) => {
    clock.advance(2 * DAY_MS);
    expect(await failAtEachStep('table', fault, call)).toBeGreaterThan(0);
    await everythingIsThere();
  });

  it.each(WRITES)('%s fails, says nothing, and loses nothing', async (_, call) => {
    expect(await failAtEachStep('table', fault, call)).toBeGreaterThan(0);
    await everythingIsThere();
  });
});

describe.each(FAULTS)('when the bucket gives %s', (fault) => {
  it.each([...READS.slice(0, 5), ...WRITES.slice(0, 2)])(
    '%s with large parts fails, says nothing, and loses nothing',
    async (_, call) => {
      expect(await failAtEachStep('objects', fault, call)).toBeGreaterThanOrEqual(0);
      await everythingIsThere();
    },
  );

  it('what is small goes on', async () => {
    memory.objects.faults.always(fault);
    const turn = turnAfter([]);
    await memory.state.responses.keep(CLINIC, turn, [], GOING_ON);
    expect(await memory.state.responses.chain(CLINIC, turn.id, GOING_ON)).toEqual([turn]);
    const { responses } = memory.another(SHORT_MS).state;
    const asked = responses.find(CLINIC, turns[0]!.id, GOING_ON);
    await expect(asked).rejects.toMatchObject({ failure: 'state_failed' });
  });
});

describe('when the request has ended', () => {
  it('nothing is begun', async () => {
    const before = memory.table.faults.calls;
    const chain = memory.state.responses.chain(CLINIC, turns[1]!.id, AbortSignal.abort());
    await expect(chain).rejects.toMatchObject({ failure: 'state_failed' });
    const kept = memory.state.responses.keep(CLINIC, turnAfter([]), [], AbortSignal.abort());
    await expect(kept).rejects.toMatchObject({ failure: 'state_failed' });
    expect(memory.table.faults.calls).toBe(before);
  });
});

describe('when the vault can’t let values live on', () => {
  it('a chain fails, and tries it again the next time', async () => {
    const values = await memory.vault.keep(
      CLINIC,
      turns[0]!.scope,
      [{ token: tokenFrom('NAME', Uint8Array.of(1, 2, 3, 4)), value: new Sensitive('Ann') }],
      GOING_ON,
    );
    const turn = turnAfter([], { values });
    await memory.state.responses.keep(CLINIC, turn, undefined, GOING_ON);
    clock.advance(2 * DAY_MS);
    memory.vaultStore.faults.next('error');
    const { responses } = memory.state;
    await expect(responses.chain(CLINIC, turn.id, GOING_ON)).rejects.toMatchObject({
      failure: 'vault_failed',
    });
    const before = memory.vaultStore.faults.calls;
    expect(await responses.chain(CLINIC, turn.id, GOING_ON)).toEqual([turn]);
    expect(memory.vaultStore.faults.calls).toBeGreaterThan(before);
  });
});
