import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredResponse } from '../../../lambda/state/state.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';
import { newResponseId, turnAfter } from '../../support/stored-turns.ts';

let clock: ReturnType<typeof createManualClock>;
let memory: MemoryState;

beforeEach(() => {
  clock = createManualClock();
  memory = createMemoryState({ clock });
});

const keep = (turn: StoredResponse, events?: readonly string[]) =>
  memory.state.responses.keep(CLINIC, turn, events, GOING_ON);
const chain = (id: StoredResponse['id'], tenant = CLINIC) =>
  memory.state.responses.chain(tenant, id, GOING_ON);

describe('chains', () => {
  it('come back as they were, oldest first', async () => {
    const turns: StoredResponse[] = [];
    for (let number = 0; number < 5; number += 1) {
      const turn = turnAfter(turns);
      await keep(turn, ['{"a":1}']);
      turns.push(turn);
    }
    expect(await chain(turns[4]!.id)).toEqual(turns);
    expect(await chain(turns[4]!.id, OTHER_CLINIC)).toBeUndefined();
    expect(await chain(newResponseId())).toBeUndefined();
  });
});
