import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiKeyRecord } from '../../../lambda/access/api-key.ts';
import { createAuthenticator } from '../../../lambda/access/authenticate.ts';
import { createKey, type KeyChange, setKeyStatus } from '../../../lambda/access/change-keys.ts';
import type { KeyDirectory, ListedKey } from '../../../lambda/access/key-directory.ts';
import type { KeyId } from '../../../lambda/contract/tenant.ts';
import { CLINIC, createManualClock, GOING_ON, keyIdOf } from '../../support/identities.ts';
import { createMemoryKeyStore } from '../../support/memory-stores.ts';

const TERMS = { tenant: CLINIC, role: 'clinician', vault: 'none', environment: 'live' } as const;

const directoryOf = (records: Map<string, ApiKeyRecord>): KeyDirectory => ({
  async *list(): AsyncGenerator<ListedKey> {
    for (const record of records.values()) yield await Promise.resolve({ kind: 'key', record });
  },
  setStatus: (id: KeyId, status) => {
    records.set(id, { ...records.get(id)!, status });
    return Promise.resolve();
  },
});

const setUp = (changedBy = 'assumed-role/Admin/jane') => {
  const keys = createMemoryKeyStore();
  const clock = createManualClock();
  const written: { readonly event: KeyChange; readonly statuses: readonly string[] }[] = [];
  const statuses = () => [...keys.records.values()].map(({ status }) => status);
  const audit = {
    write: (event: KeyChange) => Promise.resolve(void written.push({ event, statuses: statuses() })),
  };
  const deps = { keys, audit, clock, random: randomBytes, changedBy, directory: directoryOf(keys.records) };
  return { keys, clock, written, deps };
};

const DOWN = { write: () => Promise.reject(new Error('down')) };

describe('making a key', () => {
  it('is on record before the key is there, without its secret or hash', async () => {
    const { deps, keys, written } = setUp();
    const { text, record } = await createKey(deps, { ...TERMS, requestsPerMinute: 60, label: 'ward 3' });
    expect(written).toEqual([
      {
        event: {
          kind: 'key_created',
          ...{ tenant: CLINIC, keyId: record.id, changedBy: 'assumed-role/Admin/jane' },
          terms: {
            ...{ role: 'clinician', vault: 'none', environment: 'live' },
            ...{ requestsPerMinute: 60, label: 'ward 3' },
          },
        },
        statuses: [],
      },
    ]);
    expect(JSON.stringify(written)).not.toContain(text.reveal().slice(-43));
    const authenticator = createAuthenticator(deps);
    expect(await authenticator.authenticate(text.reveal(), GOING_ON)).toMatchObject({
      keyId: record.id,
      vault: 'none',
    });
    expect(keys.records.size).toBe(1);
  });

  it('that can not be recorded, or by nobody, makes none', async () => {
    const { deps, keys, written } = setUp();
    await expect(createKey({ ...deps, audit: DOWN }, TERMS)).rejects.toThrow('down');
    await expect(createKey({ ...deps, changedBy: '' }, TERMS)).rejects.toThrow('Who changes keys');
    await expect(createKey(deps, { ...TERMS, label: 'two\nlines' })).rejects.toThrow('malformed');
    expect([keys.records.size, written.length]).toEqual([0, 0]);
  });
});

describe('disabling a key', () => {
  it('is on record before it happens, and holds after a minute', async () => {
    const { deps, clock, written } = setUp();
    const { text, record } = await createKey(deps, TERMS);
    const authenticator = createAuthenticator(deps);
    await authenticator.authenticate(text.reveal(), GOING_ON);
    expect(await setKeyStatus(deps, { id: record.id, status: 'disabled' }, GOING_ON)).toBe('changed');
    expect(written[1]).toEqual({
      event: {
        ...{ kind: 'key_changed', tenant: CLINIC, keyId: record.id, changedBy: 'assumed-role/Admin/jane' },
        ...{ before: 'active', after: 'disabled' },
      },
      statuses: ['active'],
    });
    clock.advance(60_000);
    await expect(authenticator.authenticate(text.reveal(), GOING_ON)).rejects.toMatchObject({
      failure: 'invalid_key',
    });
  });

  it('can be undone', async () => {
    const { deps } = setUp();
    const { text, record } = await createKey(deps, TERMS);
    await setKeyStatus(deps, { id: record.id, status: 'disabled' }, GOING_ON);
    await setKeyStatus(deps, { id: record.id, status: 'active' }, GOING_ON);
    const caller = await createAuthenticator(deps).authenticate(text.reveal(), GOING_ON);
    expect(caller.keyId).toBe(record.id);
  });

  it('that is disabled, or that nobody knows, is no change', async () => {
    const { deps, written } = setUp();
    const { record } = await createKey(deps, TERMS);
    expect(await setKeyStatus(deps, { id: record.id, status: 'active' }, GOING_ON)).toBe('unchanged');
    const unknown = { id: keyIdOf('a1b2c3d4e5f6'), status: 'disabled' } as const;
    expect(await setKeyStatus(deps, unknown, GOING_ON)).toBe('unknown');
    expect(written).toHaveLength(1);
  });

  it('without a record does not happen', async () => {
    const { deps, keys } = setUp();
    const { record } = await createKey(deps, TERMS);
    const change = { id: record.id, status: 'disabled' } as const;
    await expect(setKeyStatus({ ...deps, audit: DOWN }, change, GOING_ON)).rejects.toThrow('down');
    expect(keys.records.get(record.id)?.status).toBe('active');
  });
});
