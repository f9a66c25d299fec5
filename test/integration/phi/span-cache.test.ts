import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../lambda/aws/clients.ts';
import { createDynamoSpanStore } from '../../../lambda/aws/dynamo-span-cache.ts';
import { ENVIRONMENT } from '../../../lambda/contract/environment.ts';
import { UNMEASURED } from '../../../lambda/contract/meter.ts';
import { composeDetector } from '../../../lambda/handlers/compose-detector.ts';
import type { Detector, TextOwner } from '../../../lambda/phi/detector.ts';
import { serveComprehendGateway } from '../../support/comprehend-gateway.ts';
import { GOING_ON } from '../../support/identities.ts';
import { completion, saying } from '../../support/openai-wire.ts';

const rig = serveComprehendGateway((reply) => reply.json(200, completion([saying('She is well.')])));

const TOWER = 'the blue tower';

const table = (): string => process.env[ENVIRONMENT.spansTable] ?? '';

const rowsOf = async () => {
  const { Items = [] } = await rig.gateway().dynamo.send(new ScanCommand({ TableName: table() }));
  return Items.filter(({ id }) => id?.S?.startsWith(`${rig.tenant()}#`));
};

/** Rows are written beside the request. */
const storedRows = async (count: number) => {
  await vi.waitFor(async () => expect((await rowsOf()).length).toBe(count), { timeout: 5_000 });
  return rowsOf();
};

/** The detector of a process that has just begun: it shares the table and nothing else. */
const newProcess = (spansTable = table()): Detector => {
  const { keys } = rig.gateway().ports;
  const settings = { region: undefined, charactersPerSecond: 1e6, callsPerSecond: 1e4 };
  return composeDetector(
    { kind: 'comprehend', table: spansTable, ...settings },
    { keys, dynamo: createAwsClients().dynamo, meter: UNMEASURED.meter, retentionDays: 30 },
  );
};

const found = async (detector: Detector, text: string, keeps: TextOwner['keeps'] = 'everything') => {
  const owner = { tenant: rig.tenant(), keeps };
  const { spans } = await detector.detect([{ text }], { signal: GOING_ON, onOutage: 'refuse', owner });
  return spans[0]!.map(({ start, end }) => text.slice(start, end));
};

const LONG = `She lives near ${TOWER}. Is metoprolol safe for somebody like her, and how much?`;

describe('a conversation of twenty turns', () => {
  it('sends each character to Comprehend Medical once, and the bill is linear', async () => {
    rig.fake().plant(['ADDRESS', TOWER]);
    const messages: { role: string; content: string }[] = [{ role: 'system', content: 'You help a nurse.' }];
    const characters: number[] = [];
    for (let turn = 1; turn <= 20; turn += 1) {
      const content = `Turn ${turn}: ${'how is the patient? '.repeat(20)}She is near ${TOWER}.`;
      messages.push({ role: 'user', content });
      const answer = await rig.post('/chat/completions', { model: 'gpt-5.4-mini', messages });
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
      messages.push({
        role: 'assistant',
        content: `Turn ${turn}: she is well, ${'very well, '.repeat(10)}.`,
      });
      characters.push(rig.fake().asked.join('').length);
    }
    for (const { content } of messages.slice(0, -1)) {
      expect(rig.fake().asked.filter((text) => text.includes(content))).toHaveLength(1);
    }
    const [after10, after20] = [characters[9]!, characters[19]!];
    expect(after20 / after10).toBeLessThan(2.05);
    expect(
      rig
        .sent()
        .map(({ body }) => body)
        .join(''),
    ).not.toContain(TOWER);
  });
});

describe('what was found is known to other processes', () => {
  it('and nobody asks again for a text that is worth a read', async () => {
    rig.fake().plant(['ADDRESS', TOWER]);
    expect(await found(newProcess(), LONG)).toEqual([TOWER]);
    const [row] = await storedRows(1);
    expect(JSON.stringify(row)).not.toContain('tower');
    expect(Number(row!['expiresAt']!.N)).toBeGreaterThan(Date.now() / 1_000 + 29 * 86_400);
    expect(await found(newProcess(), LONG)).toEqual([TOWER]);
    expect(rig.fake().asked).toHaveLength(1);
  });

  it('but not of keys that keep nothing', async () => {
    rig.fake().plant(['ADDRESS', TOWER]);
    const [first, second] = [newProcess(), newProcess()];
    expect(await found(first, LONG, 'nothing')).toEqual([TOWER]);
    expect(await found(first, LONG, 'nothing')).toEqual([TOWER]);
    expect(rig.fake().asked).toHaveLength(1);
    expect(await found(second, LONG, 'nothing')).toEqual([TOWER]);
    expect(rig.fake().asked).toHaveLength(2);
    expect(await rowsOf()).toEqual([]);
  });

  it('and cannot be made to hide anything by whoever may write to the table', async () => {
    rig.fake().plant(['ADDRESS', TOWER]);
    await found(newProcess(), LONG);
    const [row] = await storedRows(1);
    const forged = { ...row!, entry: { B: Buffer.from(JSON.stringify([LONG.length, []])) } };
    await rig.gateway().dynamo.send(new PutItemCommand({ TableName: table(), Item: forged }));
    expect(await found(newProcess(), LONG)).toEqual([TOWER]);
    expect(rig.fake().asked).toHaveLength(2);
  });

  it.each([
    ['is another kind of row', { entry: { S: 'none' }, mac: { N: '1' } }],
    ['lacks what vouches for it', { entry: { B: Buffer.from('[1,[]]') } }],
  ] as const)('and a row that %s is as good as none', async (_, change) => {
    rig.fake().plant(['ADDRESS', TOWER]);
    await found(newProcess(), LONG);
    const [row] = await storedRows(1);
    const Item = { id: row!['id']!, expiresAt: row!['expiresAt']!, ...change };
    await rig.gateway().dynamo.send(new PutItemCommand({ TableName: table(), Item }));
    expect(await found(newProcess(), LONG)).toEqual([TOWER]);
  });

  it('and without the table everything works as before, only dearer', async () => {
    rig.fake().plant(['ADDRESS', TOWER]);
    expect(await found(newProcess('no-such-table'), LONG)).toEqual([TOWER]);
    expect(await found(newProcess('no-such-table'), LONG)).toEqual([TOWER]);
    expect(rig.fake().asked).toHaveLength(2);
  });
});

describe('rows', () => {
  it('come back as they were written, those that there are', async () => {
    const store = createDynamoSpanStore(rig.gateway().dynamo, table());
    const rows = Array.from({ length: 130 }, (_, index) => ({
      id: `${rig.tenant()}#${index}`,
      entry: Buffer.from(`[${index},[]]`),
      mac: Buffer.alloc(32, index),
      expiresAt: 2_000_000_000 + index,
    }));
    await store.put(rows, GOING_ON);
    const read = await store.get([`${rig.tenant()}#none`, ...rows.map(({ id }) => id)], GOING_ON);
    const byId = new Map(read.map((row) => [row.id, row]));
    expect(byId.size).toBe(130);
    for (const row of rows) {
      const { entry, mac, expiresAt } = byId.get(row.id)!;
      expect([Buffer.from(entry).toString(), Buffer.from(mac), expiresAt]).toEqual([
        row.entry.toString(),
        row.mac,
        row.expiresAt,
      ]);
    }
  });
});
