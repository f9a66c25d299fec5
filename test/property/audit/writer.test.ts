import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyChain } from '../../../lambda/audit/chain.ts';
import { createAuditWriter } from '../../../lambda/audit/writer.ts';
import { openedEvent } from '../../support/audit-events.ts';
import type { Fault } from '../../support/faults.ts';
import { createManualClock } from '../../support/identities.ts';
import { createMemoryAuditStore } from '../../support/memory-stores.ts';

const FAULTS: readonly (Fault | 'ok')[] = [
  'ok',
  'ok',
  'throttled',
  'unreachable',
  'refused',
  'error',
  'lost',
  'late',
];

/** Writes that many events, each with the next of the answers; tells which of them were said to be durable. */
const write = async (answers: readonly (Fault | 'ok')[], events: number, atOnce: boolean) => {
  const store = createMemoryAuditStore();
  store.faults.next(...answers);
  const audit = createAuditWriter({
    store,
    clock: createManualClock(),
    random: randomBytes,
    sleep: () => Promise.resolve(),
    attempts: 3,
  });
  const durable: string[] = [];
  const one = async (name: string): Promise<void> => {
    try {
      await audit.write(openedEvent(undefined, name));
      durable.push(`req_${name}`);
    } catch {
      // Not durable, as far as anybody knows.
    }
  };
  const names = Array.from({ length: events }, (_, index) => String(index));
  if (atOnce) await Promise.all(names.map(one));
  else for (const name of names) await one(name);
  return { store, durable };
};

it('whatever the store does, the chain is whole and holds every record that was said to be durable', async () => {
  const answers = fc.array(fc.constantFrom(...FAULTS), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      answers,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      async (script, events, atOnce) => {
        const { store, durable } = await write(script, events, atOnce);
        const chain = store.chainOf([...store.records.values()][0]?.record.writer ?? '');
        expect(verifyChain(chain)).toMatchObject({ kind: 'intact', records: store.records.size });
        const written = chain.map(({ event }) => event.requestId);
        expect(written.filter((id) => durable.includes(String(id)))).toEqual(durable);
        expect(new Set(written).size).toBe(written.length);
      },
    ),
    { numRuns: 2_000 },
  );
});
