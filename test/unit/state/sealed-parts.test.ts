import { beforeEach, describe, expect, it } from 'vitest';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import type { State } from '../../../lambda/state/state.ts';
import { CLINIC, createManualClock, GOING_ON, OTHER_CLINIC, SCOPE } from '../../support/identities.ts';
import { createMemoryState, type MemoryState } from '../../support/memory-state.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const OTHER_SCOPE = scopeId('scope-b');
const PARTS = ['gAAAAAB-one', 'gAAAAAB-two', 'x'.repeat(2_000_000)];

let clock: ReturnType<typeof createManualClock>;
let memory: MemoryState;

beforeEach(() => {
  clock = createManualClock();
  memory = createMemoryState({ clock, retentionDays: DAYS });
});

const note = (parts: readonly string[], scope = SCOPE, { sealed }: State = memory.state) =>
  sealed.note(CLINIC, scope, parts, GOING_ON);
const scopes = async (parts: readonly string[], tenant = CLINIC, { sealed }: State = memory.state) => [
  ...(await sealed.scopesOf(tenant, parts, GOING_ON)),
];
const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = memory.table.faults.calls;
  await work();
  return memory.table.faults.calls - before;
};

describe('sealed parts', () => {
  it('are known to the tenant that they were issued to, in every process, with their scope', async () => {
    await note(PARTS);
    const all = PARTS.map((part) => [part, SCOPE]);
    const { state } = memory.another();
    expect(await scopes([...PARTS, 'gAAAAAB-three'])).toEqual(all);
    expect(await scopes([...PARTS, 'gAAAAAB-three'], CLINIC, state)).toEqual(all);
    expect(await scopes(PARTS, OTHER_CLINIC)).toEqual([]);
    expect(await scopes(PARTS, OTHER_CLINIC, state)).toEqual([]);
  });

  it('are kept as keyed hashes alone', async () => {
    await note(PARTS);
    await memory.state.sealed.note(OTHER_CLINIC, SCOPE, PARTS, GOING_ON);
    const rows = [...memory.table.rows.values()];
    expect(JSON.stringify(rows)).not.toMatch(/gAAAAAB|xxxx/);
    expect(new Set(rows.map(({ partition }) => partition.split('#').at(-1))).size).toBe(6);
    expect(Math.max(...rows.map(({ partition }) => partition.length))).toBeLessThan(100);
  });

  it('cost nothing when this process has noted or seen them', async () => {
    expect(await callsOf(() => note([...PARTS, ...PARTS]))).toBe(1);
    expect(await callsOf(() => note(PARTS))).toBe(0);
    expect(await callsOf(() => scopes(PARTS))).toBe(0);
    const { state } = memory.another();
    expect(await callsOf(() => scopes(PARTS, CLINIC, state))).toBe(1);
    expect(await callsOf(() => scopes(PARTS, CLINIC, state))).toBe(0);
    expect(await callsOf(() => note([], SCOPE, state))).toBe(0);
    expect(await callsOf(() => scopes([], CLINIC, state))).toBe(0);
  });

  it('belong to the scope in which they were issued last', async () => {
    await note(PARTS);
    await note(PARTS.slice(0, 1), OTHER_SCOPE);
    const expected = [
      [PARTS[0], OTHER_SCOPE],
      [PARTS[1], SCOPE],
    ];
    expect(await scopes(PARTS.slice(0, 2))).toEqual(expected);
    expect(await scopes(PARTS.slice(0, 2), CLINIC, memory.another().state)).toEqual(expected);
  });

  it('that were not durable for sure are noted again', async () => {
    memory.table.faults.next('lost');
    await expect(note(PARTS)).rejects.toMatchObject({ failure: 'state_failed' });
    expect(await callsOf(() => note(PARTS))).toBe(1);
  });

  it('are forgotten after the retention time, unless they are used', async () => {
    await note(['unused', 'used']);
    for (let round = 0; round < 3; round += 1) {
      clock.advance((DAYS - 1) * DAY_MS);
      expect(await scopes(['used'])).toHaveLength(1);
    }
    expect(await scopes(['unused', 'used'])).toEqual([['used', SCOPE]]);
  });
});
