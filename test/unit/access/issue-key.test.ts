import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { adoptKey, issueKey } from '../../../lambda/access/issue-key.ts';
import { createKeyText } from '../../../lambda/access/key-text.ts';
import { Sensitive } from '../../../lambda/contract/sensitive.ts';
import { CLINIC, createManualClock, GOING_ON } from '../../support/identities.ts';
import { createMemoryKeyStore } from '../../support/memory-stores.ts';

const TERMS = { tenant: CLINIC, role: 'clinician', vault: 'kept' } as const;
const clock = createManualClock();

describe('issueKey', () => {
  it('stores the hash and never the secret', async () => {
    const keys = createMemoryKeyStore();
    const { text, record } = await issueKey(
      { keys, clock, random: randomBytes },
      { ...TERMS, environment: 'test' },
    );
    expect(keys.records.get(record.id)).toEqual(record);
    expect(JSON.stringify(record)).not.toContain(text.reveal().slice(-43));
  });

  it.each([
    { expiresAt: 'next year' },
    { requestsPerMinute: 0 },
    { requestsPerMonth: 1.5 },
    { tenantRequestsPerMinute: -1 },
    { tenantRequestsPerMonth: Number.POSITIVE_INFINITY },
  ])('makes no key that would be refused later: %j', async (wrong) => {
    const keys = createMemoryKeyStore();
    const terms = { ...TERMS, environment: 'live', ...wrong } as const;
    await expect(issueKey({ keys, clock, random: randomBytes }, terms)).rejects.toThrow('malformed');
    expect(keys.records.size).toBe(0);
  });
});

describe('adoptKey', () => {
  const { text, id } = createKeyText('live', randomBytes);

  it('stores a chosen key once and leaves it alone afterwards', async () => {
    const keys = createMemoryKeyStore();
    const first = await adoptKey({ keys, clock }, text, TERMS, GOING_ON);
    const again = await adoptKey({ keys, clock }, text, { ...TERMS, role: 'auditor' }, GOING_ON);
    expect(again).toEqual(first);
    expect(keys.records.size).toBe(1);
  });

  it('refuses a text of another form without repeating it', async () => {
    const adopted = adoptKey(
      { keys: createMemoryKeyStore(), clock },
      new Sensitive('sk-mine'),
      TERMS,
      GOING_ON,
    );
    await expect(adopted).rejects.toThrow(/must look like(?!.*sk-mine)/);
  });

  it('refuses an id that belongs to another secret', async () => {
    const keys = createMemoryKeyStore();
    await adoptKey({ keys, clock }, text, TERMS, GOING_ON);
    const other = new Sensitive(`hwk_live_${id}_${'A'.repeat(43)}`);
    await expect(adoptKey({ keys, clock }, other, TERMS, GOING_ON)).rejects.toThrow('Another key');
  });
});
