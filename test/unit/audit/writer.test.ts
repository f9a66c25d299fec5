import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../lambda/audit/chain.ts';
import { readContent } from '../../../lambda/audit/content.ts';
import type { AuditLog } from '../../../lambda/audit/event.ts';
import { createAuditWriter } from '../../../lambda/audit/writer.ts';
import { closedEvent, openedEvent } from '../../support/audit-events.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { createManualClock, GOING_ON } from '../../support/identities.ts';
import { createMemoryAuditStore } from '../../support/memory-stores.ts';

const ATTEMPTS = 3;

let store: ReturnType<typeof createMemoryAuditStore>;
let audit: AuditLog;

const newWriter = () =>
  createAuditWriter({
    store,
    clock: createManualClock(),
    random: randomBytes,
    sleep: () => Promise.resolve(),
    attempts: ATTEMPTS,
    attemptTimeoutMs: 10,
  });
const stored = () => [...store.records.values()];
const kinds = () => stored().map(({ record }) => record.event.kind);
const verdict = () => verifyChain(store.chainOf(stored()[0]?.record.writer ?? ''));
const failure = async (write: Promise<void>): Promise<unknown> => write.catch((thrown: unknown) => thrown);

beforeEach(() => {
  store = createMemoryAuditStore();
  audit = newWriter();
});

describe('createAuditWriter', () => {
  it('links the records of a process in the order of the calls, with their content', async () => {
    const large = randomBytes(500_000).toString('base64');
    await Promise.all([
      audit.write(openedEvent(large)),
      audit.write(openedEvent('small', '2')),
      audit.write(closedEvent()),
    ]);
    expect(stored().map(({ record }) => [record.seq, record.event.requestId])).toEqual([
      [1, 'req_1'],
      [2, 'req_2'],
      [3, 'req_1'],
    ]);
    expect(verdict()).toMatchObject({ kind: 'intact', records: 3 });
    expect(await Promise.all(stored().map((one) => readContent(store, one, GOING_ON)))).toEqual([
      large,
      'small',
      undefined,
    ]);
  });

  it('holds the event as it was given, without its content, at the time of the call', async () => {
    const { content: _, ...event } = openedEvent('text');
    await audit.write(openedEvent('text'));
    expect(stored()[0]?.record).toMatchObject({ version: 1, at: '2026-11-15T00:00:00.000Z', event });
  });

  it('is not misled by an event that is changed after the call', async () => {
    const phi = { NAME: 1 };
    const written = audit.write({ ...openedEvent(), phi });
    phi.NAME = 99;
    await written;
    expect(stored()[0]?.record.event.phi).toEqual({ NAME: 1 });
    expect(verdict().kind).toBe('intact');
  });

  it('gives each process a chain of its own', async () => {
    await audit.write(openedEvent());
    await newWriter().write(openedEvent());
    expect(new Set(stored().map(({ record }) => record.writer)).size).toBe(2);
    expect(stored().map(({ record }) => record.seq)).toEqual([1, 1]);
  });

  it.each<Fault>(['throttled', 'unreachable', 'error', 'hang', 'lost'])(
    'tries again after %s',
    async (fault) => {
      store.faults.next(fault);
      await audit.write(openedEvent());
      await audit.write(closedEvent());
      expect(verdict()).toMatchObject({ kind: 'intact', records: 2 });
    },
  );

  it.each<Fault>(['throttled', 'unreachable', 'error', 'hang'])('gives up on endless %s', async (fault) => {
    store.faults.always(fault);
    const error = await failure(audit.write(openedEvent()));
    expect(error).toMatchObject({ failure: 'audit_failed', detail: { retryAfterSeconds: 1 } });
    expect(JSON.stringify(error)).not.toContain(TELLTALE);
    expect(stored()).toEqual([]);
  });

  it('does not try again what was refused, and leaves no gap behind', async () => {
    store.faults.next('refused');
    expect(await failure(audit.write(openedEvent()))).toMatchObject({ failure: 'audit_failed' });
    expect(store.faults.calls).toBe(1);
    await audit.write(closedEvent());
    expect(kinds()).toEqual(['closed']);
    expect(verdict()).toMatchObject({ kind: 'intact', records: 1 });
  });

  it('settles a record of unknown fate before it writes the next one', async () => {
    // The record was written, but neither that answer nor any look at it came back.
    store.faults.next('lost', 'error', 'error');
    expect(await failure(audit.write(openedEvent()))).toMatchObject({ failure: 'audit_failed' });
    await audit.write(closedEvent());
    expect(kinds()).toEqual(['opened', 'closed']);
    expect(verdict()).toMatchObject({ kind: 'intact', records: 2 });
  });

  it('writes a record of unknown fate itself when it turns out not to be there', async () => {
    store.faults.next('error', 'error', 'error');
    expect(await failure(audit.write(openedEvent()))).toMatchObject({ failure: 'audit_failed' });
    expect(stored()).toEqual([]);
    await audit.write(closedEvent());
    expect(kinds()).toEqual(['opened', 'closed']);
    expect(verdict().kind).toBe('intact');
  });

  it('is not misled by a write that arrives late', async () => {
    store.faults.next('late', 'ok', 'throttled', 'ok');
    await audit.write(openedEvent());
    await audit.write(closedEvent());
    expect(verdict()).toMatchObject({ kind: 'intact', records: 2 });
  });

  it('writes nothing as long as the fate of a record stays unknown', async () => {
    store.faults.always('error');
    await failure(audit.write(openedEvent('one')));
    expect(await failure(audit.write(closedEvent()))).toMatchObject({ failure: 'audit_failed' });
    store.faults.always(undefined);
    await audit.write(closedEvent());
    expect(kinds()).toEqual(['opened', 'closed']);
    expect(verdict().kind).toBe('intact');
  });

  it('never takes the place of another record', async () => {
    await audit.write(openedEvent());
    const first = stored()[0]!;
    const place = `${first.record.writer}#2`;
    const foreign = { record: { ...first.record, seq: 2 } };
    store.records.set(place, foreign);
    expect(await failure(audit.write(closedEvent()))).toMatchObject({ failure: 'audit_failed' });
    expect(store.records.get(place)).toBe(foreign);
  });

  it('leaves no record without its content', async () => {
    const large = randomBytes(500_000).toString('base64');
    store.faults.next('ok', 'refused');
    expect(await failure(audit.write(openedEvent(large)))).toMatchObject({ failure: 'audit_failed' });
    expect(stored()).toEqual([]);
    await audit.write(openedEvent(large));
    expect(await readContent(store, stored()[0]!, GOING_ON)).toBe(large);
  });
});
