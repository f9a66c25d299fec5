import { randomBytes } from 'node:crypto';
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyStore } from '../../../lambda/access/api-key.ts';
import { issueKey } from '../../../lambda/access/issue-key.ts';
import type { LimitStore, LimitWindow } from '../../../lambda/access/limit-store.ts';
import { createLimits } from '../../../lambda/access/limits.ts';
import type { AuditStore, StoredRecord } from '../../../lambda/audit/audit-store.ts';
import { GENESIS, sealLink, verifyChain } from '../../../lambda/audit/chain.ts';
import { readContent } from '../../../lambda/audit/content.ts';
import { createAuditWriter } from '../../../lambda/audit/writer.ts';
import { createDynamoAuditStore } from '../../../lambda/aws/dynamo-audit-store.ts';
import { createDynamoKeyStore } from '../../../lambda/aws/dynamo-key-store.ts';
import { createDynamoLimitStore } from '../../../lambda/aws/dynamo-limit-store.ts';
import { createDynamoVaultStore } from '../../../lambda/aws/dynamo-vault-store.ts';
import { createDynamoWrappedKeyStore } from '../../../lambda/aws/dynamo-wrapped-key-store.ts';
import { createKmsKeyWrapper } from '../../../lambda/aws/kms-key-wrapper.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { scopeId } from '../../../lambda/contract/tenant.ts';
import { createVault } from '../../../lambda/tokens/encrypted-vault.ts';
import { createTenantKeys } from '../../../lambda/tokens/tenant-keys.ts';
import { tokenFrom } from '../../../lambda/tokens/token.ts';
import type { VaultItem, VaultStore } from '../../../lambda/tokens/vault.ts';
import { createVaultReader } from '../../../lambda/tokens/vault-reader.ts';
import { closedEvent, openedEvent } from '../../support/audit-events.ts';
import {
  CLINIC,
  callerWith,
  createManualClock,
  GOING_ON,
  keyIdOf,
  OTHER_CLINIC,
  SCOPE,
  tenantNamed,
} from '../../support/identities.ts';
import { BACKENDS, type Backend } from '../../support/store-backends.ts';

const clock = () => Date.now();
const random = randomBytes;

describe.each(BACKENDS)('on $name', ({ start }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend.close());

  describe('API keys', () => {
    let keys: KeyStore;
    beforeAll(() => {
      keys = createDynamoKeyStore(backend.clients.dynamo, backend.tables.keys);
    });
    const terms = { tenant: CLINIC, role: 'clinician', environment: 'live', vault: 'kept' } as const;

    it('come back as they were stored', async () => {
      const expiresAt = '2099-01-01T00:00:00.000Z';
      const bare = await issueKey({ keys, clock, random }, terms);
      const limits = {
        maxOutputTokens: 4_096,
        requestsPerMinute: 60,
        requestsPerMonth: 100_000,
        tenantRequestsPerMinute: 600,
        tenantRequestsPerMonth: 1_000_000,
      };
      const full = await issueKey({ keys, clock, random }, { ...terms, expiresAt, ...limits });
      expect(full.record).toMatchObject(limits);
      expect(await keys.find(bare.record.id, GOING_ON)).toEqual(bare.record);
      expect(await keys.find(full.record.id, GOING_ON)).toEqual(full.record);
    });

    it('are unknown when they are not there', async () => {
      expect(await keys.find(keyIdOf('000000000000'), GOING_ON)).toBeUndefined();
    });

    it('are never written over', async () => {
      const { record } = await issueKey({ keys, clock, random }, terms);
      await expect(keys.create({ ...record, tenant: OTHER_CLINIC })).rejects.toThrow('DynamoDB did not give');
      expect(await keys.find(record.id, GOING_ON)).toEqual(record);
    });

    it.each([
      ['lacks fields', {}],
      ['has an unknown role', { role: { S: 'superuser' } }],
      ['has a field of another type', { secretHash: { B: randomBytes(32) } }],
      ['has a field that nobody knows', { onlyFrom: { S: '192.0.2.0/24' } }],
    ])('throw when the item %s', async (_, change) => {
      const { record } = await issueKey({ keys, clock, random }, terms);
      const whole = Object.fromEntries(
        Object.entries(record).map(([name, value]) => [name, { S: String(value) }]),
      );
      const id = keyIdOf(`odd${String(Math.random()).slice(2, 12)}`);
      const item = Object.keys(change).length === 0 ? {} : { ...whole, ...change };
      await backend.clients.dynamo.send(
        new PutItemCommand({ TableName: backend.tables.keys, Item: { ...item, id: { S: id } } }),
      );
      await expect(keys.find(id, GOING_ON)).rejects.toThrow('DynamoDB did not give');
    });
  });

  describe('counts of requests', () => {
    let store: LimitStore;
    beforeAll(() => {
      store = createDynamoLimitStore(backend.clients.dynamo, backend.tables.limits);
    });
    const windowNamed = (id: string) => ({ id: `key#${id}#2026-11`, expiresAt: 4_000_000_000 });
    const stored = async ({ id }: LimitWindow) => {
      const Key = { window: { S: id } };
      const { Item: item } = await backend.clients.dynamo.send(
        new GetItemCommand({ TableName: backend.tables.limits, Key, ConsistentRead: true }),
      );
      return item;
    };

    it('of 20 at the same time let exactly 5 pass where the limit is 5', async () => {
      const window = windowNamed('together');
      const counts = await Promise.all(Array.from({ length: 20 }, () => store.count(window, 5, GOING_ON)));
      const passed = counts.filter((count) => count !== undefined);
      expect(passed.toSorted()).toEqual([1, 2, 3, 4, 5]);
      expect(await stored(window)).toEqual({
        window: { S: window.id },
        requests: { N: '5' },
        expiresAt: { N: '4000000000' },
      });
    });

    it('go on from where they were when the limit is raised', async () => {
      const window = windowNamed('raised');
      for (const limit of [2, 2, 2, 3, 3]) await store.count(window, limit, GOING_ON);
      expect(await store.count(window, 3, GOING_ON)).toBeUndefined();
      expect(await store.count(window, 4, GOING_ON)).toBe(4);
    });

    it('are kept apart by window', async () => {
      expect(await store.count(windowNamed('one'), 1, GOING_ON)).toBe(1);
      expect(await store.count(windowNamed('two'), 1, GOING_ON)).toBe(1);
      expect(await store.count(windowNamed('one'), 1, GOING_ON)).toBeUndefined();
    });
  });

  describe('a key’s limits', () => {
    it('hold for all processes together, to the request', async () => {
      const { record } = await issueKey(
        { keys: createDynamoKeyStore(backend.clients.dynamo, backend.tables.keys), clock, random },
        { tenant: CLINIC, role: 'clinician', environment: 'live', vault: 'kept' },
      );
      const caller = callerWith({ keyId: record.id, requestsPerMinute: 15, requestsPerMonth: 5 });
      const store = createDynamoLimitStore(backend.clients.dynamo, backend.tables.limits);
      const processes = Array.from({ length: 20 }, () => createLimits({ store, clock: createManualClock() }));
      const verdicts = await Promise.all(processes.map((limits) => limits.admit(caller, GOING_ON)));
      const outcomes = verdicts.map(({ kind, standing }) =>
        kind === 'admitted' ? kind : `${kind} by ${standing.per}`,
      );
      expect(outcomes.toSorted()).toEqual([
        ...Array.from({ length: 5 }, () => 'admitted'),
        ...Array.from({ length: 5 }, () => 'refused by minute'),
        ...Array.from({ length: 10 }, () => 'refused by month'),
      ]);
    });
  });

  describe('wrapped keys', () => {
    it('are stored once, whoever comes first', async () => {
      const store = createDynamoWrappedKeyStore(backend.clients.dynamo, backend.tables.vault);
      const tenant = tenantNamed('racing');
      expect(await store.find(tenant, 'names', GOING_ON)).toBeUndefined();
      const given = await Promise.all(
        Array.from({ length: 10 }, () => store.putIfAbsent(tenant, 'names', randomBytes(184), GOING_ON)),
      );
      const stored = await store.find(tenant, 'names', GOING_ON);
      expect(given.every((one) => Buffer.from(one).equals(stored!))).toBe(true);
      expect(await store.find(tenant, '2026-11', GOING_ON)).toBeUndefined();
    });
  });

  describe('vault rows', () => {
    let store: VaultStore;
    beforeAll(() => {
      store = createDynamoVaultStore(backend.clients.dynamo, backend.tables.vault);
    });
    const rowOf = (name: number, valueTag: string, change: Partial<VaultItem> = {}): VaultItem => ({
      tenant: CLINIC,
      scope: SCOPE,
      token: tokenFrom('NAME', Uint8Array.of(1, name, 0, 0)),
      valueTag,
      epoch: '2026-11',
      sealed: randomBytes(64),
      expiresAt: 4_000_000_000,
      ...change,
    });

    it('are written in any number and found by token', async () => {
      const rows = Array.from({ length: 60 }, (_, index) => rowOf(index, `tag-${index}`));
      const twin = rowOf(7, 'another');
      await store.put([...rows, twin], GOING_ON);
      for (const row of rows.filter((_, index) => index !== 7)) {
        expect(await store.find(CLINIC, SCOPE, row.token, GOING_ON)).toEqual([
          { ...row, sealed: new Uint8Array(row.sealed) },
        ]);
      }
      expect(await store.find(CLINIC, SCOPE, twin.token, GOING_ON)).toHaveLength(2);
    });

    it('are kept apart by tenant and scope', async () => {
      const row = rowOf(200, 'tag');
      await store.put([row], GOING_ON);
      expect(await store.find(CLINIC, scopeId('scope-b'), row.token, GOING_ON)).toEqual([]);
      expect(await store.find(OTHER_CLINIC, SCOPE, row.token, GOING_ON)).toEqual([]);
    });

    it('may be written again', async () => {
      const row = rowOf(201, 'tag');
      const later = { ...row, epoch: '2026-12', expiresAt: 4_100_000_000 };
      await store.put([row], GOING_ON);
      await store.put([later], GOING_ON);
      expect(await store.find(CLINIC, SCOPE, row.token, GOING_ON)).toMatchObject([{ epoch: '2026-12' }]);
    });

    it('hold a value that only the tenant can read, through KMS', async () => {
      const keys = createTenantKeys({
        wrapper: createKmsKeyWrapper(backend.clients.kms, backend.dataKeyId),
        store: createDynamoWrappedKeyStore(backend.clients.dynamo, backend.tables.vault),
        clock,
      });
      const vault = createVault({ keys, store, clock, random, retentionDays: 30 });
      const token = tokenFrom('NAME', randomBytes(4));
      const value = new Sensitive('Ottoline Quillfeather');
      await vault.keep(CLINIC, SCOPE, [{ token, value }], GOING_ON);
      const found = await createVaultReader({ keys, store, clock }).read(CLINIC, SCOPE, token, GOING_ON);
      expect(found.map((one) => one.reveal())).toEqual(['Ottoline Quillfeather']);
      const { Items: items = [] } = await backend.clients.dynamo.send(
        new ScanCommand({ TableName: backend.tables.vault }),
      );
      const raw = items.flatMap((item) =>
        Object.values(item).map(({ S, B, N }) => `${S}${N}${Buffer.from(B ?? []).toString('latin1')}`),
      );
      expect(raw.join('\n')).not.toMatch(/Ottoline|Quillfeather/);
    });
  });

  describe('audit records', () => {
    let store: AuditStore;
    beforeAll(() => {
      store = createDynamoAuditStore(backend.clients.dynamo, backend.tables.audit);
    });
    const listed = async (writer: string): Promise<StoredRecord[]> => {
      const records: StoredRecord[] = [];
      for await (const stored of store.list(writer, GOING_ON)) records.push(stored);
      return records;
    };
    const verdictOf = async (writer: string) =>
      verifyChain((await listed(writer)).map(({ record }) => record));
    /** An audit log whose writer id is known: the first 16 bytes that it asks for. */
    const writerNamed = (id: string) =>
      createAuditWriter({
        store,
        clock,
        random: (size) => (size === 16 ? Buffer.from(id, 'hex') : randomBytes(size)),
      });
    const newWriterId = () => randomBytes(16).toString('hex');
    const first = (
      writer: string,
      event: Record<string, unknown> = { kind: 'opened', nested: { z: [1], a: 'ü' } },
    ) => sealLink({ version: 1, writer, seq: 1, at: '2026-11-15T00:00:00.000Z', event, prevHash: GENESIS });

    it('come back as they were written, and are never written over', async () => {
      const record = first(newWriterId());
      const stored = { record, inline: new Uint8Array([1, 2, 3]) };
      expect(await store.find(record.writer, 1, GOING_ON)).toBeUndefined();
      expect(await store.append(stored, GOING_ON)).toBe('stored');
      expect(await store.append({ record: first(record.writer, {}) }, GOING_ON)).toBe('taken');
      expect(await store.append(stored, GOING_ON)).toBe('taken');
      expect(await store.find(record.writer, 1, GOING_ON)).toEqual(stored);
      expect(verifyChain([(await store.find(record.writer, 1, GOING_ON))!.record]).kind).toBe('intact');
    });

    it('have parts that are never written over either', async () => {
      const place = { writer: newWriterId(), seq: 1, sha256: 'ab'.repeat(32), index: 0 };
      await store.putPart({ ...place, bytes: Buffer.from('first') }, GOING_ON);
      await store.putPart({ ...place, bytes: Buffer.from('second') }, GOING_ON);
      expect(Buffer.from((await store.findPart(place, GOING_ON))!).toString()).toBe('first');
      expect(await store.findPart({ ...place, index: 1 }, GOING_ON)).toBeUndefined();
      expect(await listed(place.writer)).toEqual([]);
    });

    it('form a chain with contents of megabytes between them', async () => {
      const writer = newWriterId();
      const audit = writerNamed(writer);
      const large = randomBytes(1_500_000).toString('base64');
      const medium = randomBytes(140_000).toString('base64');
      for (let round = 0; round < 4; round += 1) {
        await audit.write(openedEvent(round === 1 ? large : medium));
        await audit.write(closedEvent('short'));
      }
      expect(await verdictOf(writer)).toMatchObject({ kind: 'intact', records: 8 });
      const contents = await Promise.all(
        (await listed(writer)).map((one) => readContent(store, one, GOING_ON)),
      );
      expect(contents).toEqual([medium, 'short', large, 'short', medium, 'short', medium, 'short']);
    });

    it('of many processes at once form a whole chain each', async () => {
      const writers = Array.from({ length: 20 }, newWriterId);
      const write = async (writer: string) => {
        const audit = writerNamed(writer);
        const events = Array.from({ length: 10 }, (_, index) => openedEvent(undefined, String(index)));
        await Promise.all(events.map((event) => audit.write(event)));
        return await verdictOf(writer);
      };
      const verdicts = await Promise.all(writers.map(write));
      expect(verdicts.map(({ kind }) => kind)).toEqual(writers.map(() => 'intact'));
      expect(verdicts).toMatchObject(writers.map(() => ({ records: 10 })));
    });

    it('throw when they stand in the wrong place', async () => {
      const record = first(newWriterId());
      await store.append({ record }, GOING_ON);
      const { hash, ...link } = record;
      const writer = newWriterId();
      const item = {
        writer: { S: writer },
        position: { S: '000000000001' },
        body: { S: JSON.stringify(link) },
        hash: { S: hash },
      };
      await backend.clients.dynamo.send(new PutItemCommand({ TableName: backend.tables.audit, Item: item }));
      await expect(store.find(writer, 1, GOING_ON)).rejects.toThrow('DynamoDB did not give');
      await expect(listed(writer)).rejects.toThrow('DynamoDB did not give');
    });
  });
});
