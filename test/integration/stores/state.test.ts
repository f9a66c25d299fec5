import { randomBytes } from 'node:crypto';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoStateTable } from '../../../lambda/aws/dynamo-state-table.ts';
import { createDynamoVaultStore } from '../../../lambda/aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../../../lambda/aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../../../lambda/aws/kms-key-wrapper.ts';
import { createS3LargeObjects } from '../../../lambda/aws/s3-large-objects.ts';
import { mapAtOnce } from '../../../lambda/contract/at-once.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import type { TenantId } from '../../../lambda/contract/tenant.ts';
import { createState } from '../../../lambda/state/create-state.ts';
import type { LargeObjects } from '../../../lambda/state/large-objects.ts';
import type { StoredResponse } from '../../../lambda/state/state.ts';
import type { StateRow, StateTable } from '../../../lambda/state/state-table.ts';
import { createVault } from '../../../lambda/tokens/encrypted-vault.ts';
import { createRecentValues } from '../../../lambda/tokens/recent-values.ts';
import { createTenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import { createValueRecall } from '../../../lambda/tokens/value-recall.ts';
import { createManualClock, GOING_ON, SCOPE, tenantNamed } from '../../support/identities.ts';
import { BACKENDS, type Backend } from '../../support/store-backends.ts';
import {
  newConversation,
  newConversationId,
  newResponseId,
  said,
  turnAfter,
} from '../../support/stored-turns.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const random = randomBytes;

const incompressible = (characters: number) => randomBytes((characters * 3) / 4).toString('base64');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(BACKENDS)('on $name', ({ start }) => {
  let backend: Backend;
  let clock: ReturnType<typeof createManualClock>;
  let tenants = 0;
  let tenant: TenantId;
  let other: TenantId;

  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend.close());
  beforeEach(() => {
    clock = createManualClock();
    tenants += 1;
    tenant = tenantNamed(`clinic-${tenants}`);
    other = tenantNamed(`other-clinic-${tenants}`);
  });

  /** Everything that a function has, in a process of its own. */
  const compose = () => {
    const { clients, tables, dataKeyId, stateBucket } = backend;
    const keys = createTenantKeys({
      wrapper: createKmsKeyWrapper(clients.kms, dataKeyId),
      store: createDynamoWrappedKeyStore(clients.dynamo, tables.vault),
      clock,
    });
    const store = createDynamoVaultStore(clients.dynamo, tables.vault);
    const deps = { keys, clock, random, retentionDays: DAYS };
    const recall = createValueRecall({ ...deps, store, recent: createRecentValues(clock) });
    const table = createDynamoStateTable(clients.dynamo, tables.state);
    const objects = createS3LargeObjects(stateBucket);
    const state = createState({ ...deps, table, objects, values: recall });
    return { ...state, recall, vault: createVault({ ...deps, store }), table, objects };
  };

  const rowsOf = async (of: TenantId) => {
    const items: Record<string, AttributeValue>[] = [];
    const scan = { TableName: backend.tables.state, ConsistentRead: true };
    for await (const page of paginateScan({ client: backend.clients.dynamo }, scan)) {
      items.push(...(page.Items ?? []));
    }
    return items.filter((item) => item['pk']?.S?.startsWith(`${of}#`));
  };

  describe('responses', () => {
    it('of a chain of 120 turns come back in order, from another process', async () => {
      const { responses } = compose();
      const turns: StoredResponse[] = [];
      while (turns.length < 120) turns.push(turnAfter(turns));
      for (const turn of turns) await responses.keep(tenant, turn, ['{}'], GOING_ON);
      const { id } = turns.at(-1)!;
      expect(await compose().responses.chain(tenant, id, GOING_ON)).toEqual(turns);
      expect(await responses.chain(other, id, GOING_ON)).toBeUndefined();
      const ids = turns.map((turn) => `msg_${turn.id}`);
      const found = await compose().responses.items(tenant, [...ids, 'msg_none'], GOING_ON);
      expect([...found.keys()]).toEqual(ids);
      expect((await responses.items(other, ids, GOING_ON)).size).toBe(0);
    });

    it.each([[1_000_000], [4_000_000]])('of %d characters rest in the bucket, sealed', async (size) => {
      const { responses } = compose();
      const turn = turnAfter([], { input: [said('in_1', `Quillfeather ${incompressible(size)}`)] });
      const events = [`Quillfeather ${incompressible(size)}`];
      await responses.keep(tenant, turn, events, GOING_ON);
      const reader = compose().responses;
      expect(await reader.find(tenant, turn.id, GOING_ON)).toEqual(turn);
      expect(await reader.events(tenant, turn.id, GOING_ON)).toEqual(events);
      const names = (await rowsOf(tenant)).flatMap((item) => item['object']?.S ?? []);
      expect(names).toHaveLength(2);
      const s3 = new S3Client();
      for (const Key of names) {
        const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: backend.stateBucket, Key }));
        const bytes = Buffer.from((await body?.transformToByteArray()) ?? []);
        expect(bytes.length).toBeGreaterThan(size * 0.7);
        expect(bytes.includes('Quillfeather')).toBe(false);
      }
      s3.destroy();
      expect(await responses.delete(tenant, turn.id, GOING_ON)).toBe(true);
      for (const name of names) await expect(compose().objects.get(name, 1, GOING_ON)).rejects.toThrow('S3');
    });

    it('are never written over, by the same process or another', async () => {
      const turn = turnAfter([]);
      await compose().responses.keep(tenant, turn, ['1'], GOING_ON);
      const again = compose().responses.keep(
        tenant,
        { ...turn, ancestors: [newResponseId()] },
        ['2'],
        GOING_ON,
      );
      await expect(again).rejects.toMatchObject({ failure: 'state_failed' });
      expect(await compose().responses.find(tenant, turn.id, GOING_ON)).toEqual(turn);
      expect(await compose().responses.events(tenant, turn.id, GOING_ON)).toEqual(['1']);
    });

    it('of many items are deleted whole, by their own tenant only', async () => {
      const { responses } = compose();
      const input = numbers(150).map((index) => said(`in_${index}`));
      const turn = turnAfter([], { input });
      await responses.keep(tenant, turn, ['{}'], GOING_ON);
      expect(await rowsOf(tenant)).toHaveLength(153);
      expect(await responses.delete(other, turn.id, GOING_ON)).toBe(false);
      expect(await responses.delete(tenant, turn.id, GOING_ON)).toBe(true);
      expect(await rowsOf(tenant)).toEqual([]);
      expect(await responses.delete(tenant, turn.id, GOING_ON)).toBe(false);
    });

    it('expire by their time, and begin anew when they are gone on from', async () => {
      const { responses } = compose();
      const [used, unused] = [turnAfter([]), turnAfter([])];
      const large = turnAfter([used], { input: [said('in_large', incompressible(600_000))] });
      for (const turn of [used, unused, large]) await responses.keep(tenant, turn, ['{}'], GOING_ON);
      for (let round = 0; round < 3; round += 1) {
        clock.advance((DAYS - 1) * DAY_MS);
        expect(await compose().responses.chain(tenant, large.id, GOING_ON)).toEqual([used, large]);
      }
      expect(await compose().responses.events(tenant, large.id, GOING_ON)).toEqual(['{}']);
      expect(await compose().responses.find(tenant, unused.id, GOING_ON)).toBeUndefined();
      expect(await compose().responses.delete(tenant, unused.id, GOING_ON)).toBe(false);
    });
  });

  describe('conversations', () => {
    it('take what 20 processes add at the same time, each batch whole and once', async () => {
      const conversation = newConversation();
      await compose().conversations.put(tenant, conversation, GOING_ON);
      const batches = numbers(20).map((index) => [`a_${index}`, `b_${index}`]);
      const append = (batch: readonly string[]) => {
        const added = { items: batch.map((id) => said(id)), values: [] };
        return compose().conversations.append(tenant, conversation.id, added, GOING_ON);
      };
      await Promise.all(batches.map(append));
      const { items } = await compose().conversations.items(tenant, conversation.id, GOING_ON);
      const ids = items.map(({ id }) => id);
      expect(ids).toHaveLength(40);
      const pairs = numbers(20).map((index) => ids.slice(index * 2, index * 2 + 2));
      expect(pairs.toSorted()).toEqual(batches.toSorted());
    });

    it('have more items than a page of DynamoDB holds, some of them in the bucket, and are deleted whole', async () => {
      const { conversations } = compose();
      const conversation = newConversation();
      await conversations.put(tenant, conversation, GOING_ON);
      const sizes = [...numbers(9).map(() => 400_000), 1_000_000, 10];
      for (const [index, size] of sizes.entries()) {
        const added = { items: [said(`in_${index}`, incompressible(size))], values: [] };
        await conversations.append(tenant, conversation.id, added, GOING_ON);
      }
      const { items } = await compose().conversations.items(tenant, conversation.id, GOING_ON);
      expect(items.map(({ id }) => id)).toEqual(sizes.map((_, index) => `in_${index}`));
      expect(await conversations.deleteItem(tenant, conversation.id, 'in_9', GOING_ON)).toBe(true);
      expect(await conversations.deleteItem(tenant, conversation.id, 'in_9', GOING_ON)).toBe(false);
      expect(await conversations.deleteItem(other, conversation.id, 'in_1', GOING_ON)).toBe(false);
      expect((await conversations.items(tenant, conversation.id, GOING_ON)).items).toHaveLength(10);
      expect(await conversations.delete(other, conversation.id, GOING_ON)).toBe(false);
      expect(await conversations.delete(tenant, conversation.id, GOING_ON)).toBe(true);
      expect(await rowsOf(tenant)).toEqual([]);
      expect(await conversations.delete(tenant, conversation.id, GOING_ON)).toBe(false);
    });

    it('lose each item once that several processes delete at the same time', async () => {
      const conversation = newConversation();
      await compose().conversations.put(tenant, conversation, GOING_ON);
      const added = { items: numbers(12).map((index) => said(`in_${index}`)), values: [] };
      await compose().conversations.append(tenant, conversation.id, added, GOING_ON);
      const outcomes = await Promise.all(
        [...numbers(8), 0, 1].map((index) =>
          compose().conversations.deleteItem(tenant, conversation.id, `in_${index}`, GOING_ON),
        ),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(8);
      const { items } = await compose().conversations.items(tenant, conversation.id, GOING_ON);
      expect(items.map(({ id }) => id)).toEqual(['in_8', 'in_9', 'in_10', 'in_11']);
    });

    it('live on with all items and values for as long as they are read', async () => {
      const { conversations, vault } = compose();
      const issued = numbers(130).map((index) => ({
        token: tokenFrom('NAME', randomBytes(4)),
        value: new Sensitive(`Ottoline ${index}`),
      }));
      const values = await vault.keep(tenant, SCOPE, issued, GOING_ON);
      const conversation = newConversation({ values: values.slice(0, 1) });
      await conversations.put(tenant, conversation, GOING_ON);
      const added = { items: [said('in_1', incompressible(600_000))], values: values.slice(1) };
      await conversations.append(tenant, conversation.id, added, GOING_ON);
      for (let round = 0; round < 3; round += 1) {
        clock.advance((DAYS - 1) * DAY_MS);
        const found = await compose().conversations.find(tenant, conversation.id, GOING_ON);
        expect(found).toEqual(conversation);
      }
      clock.advance((DAYS - 1) * DAY_MS);
      expect(await compose().conversations.items(tenant, conversation.id, GOING_ON)).toEqual(added);
      const recalled = await compose().recall.recall(tenant, SCOPE, values, GOING_ON);
      expect(recalled.map(({ value }) => value.reveal())).toEqual(issued.map(({ value }) => value.reveal()));
      clock.advance(DAY_MS);
      expect(await compose().conversations.find(tenant, conversation.id, GOING_ON)).toBeUndefined();
    });

    it('that are not there have nothing', async () => {
      const { conversations } = compose();
      const id = newConversationId();
      expect(await conversations.find(tenant, id, GOING_ON)).toBeUndefined();
      expect(await conversations.items(tenant, id, GOING_ON)).toEqual({ items: [], values: [] });
      await conversations.append(tenant, id, { items: [said('in_1')], values: [] }, GOING_ON);
      expect(await rowsOf(tenant)).toEqual([]);
    });
  });

  describe('sealed parts', () => {
    it('are known in every process to the tenant that they were issued to', async () => {
      const parts = numbers(60).map((index) => `gAAAAAB-${index}`);
      await compose().sealed.note(tenant, SCOPE, parts, GOING_ON);
      const scopes = await compose().sealed.scopesOf(tenant, [...parts, 'gAAAAAB-none'], GOING_ON);
      expect([...scopes]).toEqual(parts.map((part) => [part, SCOPE]));
      expect((await compose().sealed.scopesOf(other, parts, GOING_ON)).size).toBe(0);
      expect(JSON.stringify(await rowsOf(tenant))).not.toContain('gAAAAAB');
    });
  });

  describe('values', () => {
    it('are recalled by the hundreds, exactly those that are named', async () => {
      const issued = numbers(350).map((index) => ({
        token: tokenFrom('NAME', randomBytes(4)),
        value: new Sensitive(`Ottoline ${index}`),
      }));
      const refs = await compose().vault.keep(tenant, SCOPE, issued, GOING_ON);
      const some = refs.filter((_, index) => index % 3 === 0);
      const recalled = await compose().recall.recall(tenant, SCOPE, some, GOING_ON);
      expect(recalled.map(({ value }) => value.reveal())).toEqual(
        issued.filter((_, index) => index % 3 === 0).map(({ value }) => value.reveal()),
      );
      await expect(compose().recall.recall(other, SCOPE, some, GOING_ON)).rejects.toMatchObject({
        failure: 'vault_failed',
      });
    });
  });

  describe('the table', () => {
    let table: StateTable;
    let objects: LargeObjects;
    beforeEach(() => ({ table, objects } = compose()));

    const rowAt = (sort: string, change: Partial<StateRow> = {}): StateRow => ({
      partition: `${tenant}#response#a`,
      sort,
      version: 'v1',
      epoch: '2026-11',
      body: { kind: 'inline', sealed: Uint8Array.of(1, 2, 3) },
      expiresAt: 4_000_000_000,
      closed: false,
      ...change,
    });
    const get = async (row: StateRow) => (await table.get([row], GOING_ON))[0];

    it('gives rows as they were put', async () => {
      const inline = rowAt('a');
      const body = { kind: 'object', name: 'x/y', bytes: 5, sha256: 'ab' } as const;
      const pointer = rowAt('b', { body, closed: true });
      expect(await table.put(inline, 'absent', GOING_ON)).toBe('stored');
      await table.putAll([pointer], GOING_ON);
      expect(await get(inline)).toEqual(inline);
      expect(await get(pointer)).toEqual(pointer);
      expect(await table.list(inline.partition, 'b', GOING_ON)).toEqual([pointer]);
      expect(await table.outline(inline.partition, GOING_ON)).toEqual([
        { partition: inline.partition, sort: 'a', object: undefined },
        { partition: inline.partition, sort: 'b', object: 'x/y' },
      ]);
    });

    it('writes only where what is expected is there', async () => {
      const row = rowAt('a');
      const changed = { ...row, version: 'v2' };
      expect(await table.put(row, { version: 'v0' }, GOING_ON)).toBe('refused');
      expect(await table.put(row, 'open', GOING_ON)).toBe('stored');
      expect(await table.put(changed, 'absent', GOING_ON)).toBe('refused');
      expect(await table.put(changed, { version: 'v0' }, GOING_ON)).toBe('refused');
      expect(await get(row)).toEqual(row);
      expect(await table.put(changed, { version: 'v1' }, GOING_ON)).toBe('stored');
      expect(await table.close(row, 1, GOING_ON)).toBe(true);
      expect(await table.put(row, 'open', GOING_ON)).toBe('refused');
      expect(await get(row)).toEqual({ ...changed, closed: true });
    });

    it('renews, closes and deletes what is there, and makes nothing', async () => {
      const row = rowAt('a');
      await table.renew(row, 5, GOING_ON);
      await table.renew(row, 5, GOING_ON, 'v1');
      expect(await table.close(row, 1, GOING_ON)).toBe(false);
      await table.delete(row, GOING_ON);
      expect(await get(row)).toBeUndefined();
      await table.put(row, 'absent', GOING_ON);
      await table.renew(row, 4_000_000_001, GOING_ON, 'v0');
      await table.delete(row, GOING_ON, 'v0');
      expect(await table.close(row, 4_000_000_000, GOING_ON)).toBe(false);
      expect(await get(row)).toEqual(row);
      await table.renew(row, 4_000_000_001, GOING_ON, 'v1');
      expect((await get(row))?.expiresAt).toBe(4_000_000_001);
      await table.delete(row, GOING_ON, 'v1');
      expect(await get(row)).toBeUndefined();
    });

    it('knows the last of a partition', async () => {
      const { partition } = rowAt('items#1');
      expect(await table.last(partition, 'items#', GOING_ON)).toBeUndefined();
      await table.putAll(
        [rowAt('head'), rowAt('items#000000000009'), rowAt('items#000000000010'), rowAt('z')],
        GOING_ON,
      );
      expect(await table.last(partition, 'items#', GOING_ON)).toMatchObject({ sort: 'items#000000000010' });
    });

    it('has objects beside it that are put, got, renewed and deleted', async () => {
      const name = `${tenant}/response/a/record/x`;
      await objects.renew(name, GOING_ON);
      await objects.delete(name, GOING_ON);
      await objects.put(name, Uint8Array.of(1, 2, 3), GOING_ON);
      await objects.put(name, Uint8Array.of(1, 2, 3), GOING_ON);
      await objects.renew(name, GOING_ON);
      expect([...(await objects.get(name, 3, GOING_ON))]).toEqual([1, 2, 3]);
      await expect(objects.get(name, 2, GOING_ON)).rejects.toThrow('S3 did not give');
      await objects.delete(name, GOING_ON);
      await expect(objects.get(name, 3, GOING_ON)).rejects.toThrow('S3 did not give');
    });
  });

  describe('a chain', () => {
    it('comes back whole where it is larger than all that one read gives', async () => {
      const { responses } = compose();
      const turns: StoredResponse[] = [];
      while (turns.length < 60)
        turns.push(turnAfter(turns, { input: [said('in', incompressible(400_000))] }));
      await mapAtOnce(4, turns, (turn) => responses.keep(tenant, turn, undefined, GOING_ON));
      const chain = await responses.chain(tenant, turns.at(-1)!.id, GOING_ON);
      expect(chain?.map(({ id }) => id)).toEqual(turns.map(({ id }) => id));
      expect(chain).toEqual(turns);
    });
  });
});
