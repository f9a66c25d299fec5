import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiKeyRecord } from '../../../lambda/access/api-key.ts';
import { type Authenticator, createAuthenticator } from '../../../lambda/access/authenticate.ts';
import { issueKey } from '../../../lambda/access/issue-key.ts';
import { type Fault, TELLTALE } from '../../support/faults.ts';
import { CLINIC, createManualClock, GOING_ON } from '../../support/identities.ts';
import { createMemoryKeyStore } from '../../support/memory-stores.ts';

const TERMS = { tenant: CLINIC, role: 'clinician', vault: 'kept', environment: 'live' } as const;

let keys: ReturnType<typeof createMemoryKeyStore>;
let clock: ReturnType<typeof createManualClock>;
let authenticator: Authenticator;

const issue = async (terms: Partial<Parameters<typeof issueKey>[1]> = {}) => {
  const issued = await issueKey({ keys, clock, random: randomBytes }, { ...TERMS, ...terms });
  return { text: issued.text.reveal(), record: issued.record };
};
const change = (record: ApiKeyRecord, with_: Partial<ApiKeyRecord>) =>
  keys.records.set(record.id, { ...record, ...with_ });
const ask = (text: string | undefined) => authenticator.authenticate(text, GOING_ON);

beforeEach(() => {
  keys = createMemoryKeyStore();
  clock = createManualClock();
  authenticator = createAuthenticator({ keys, clock, timeoutMs: 20 });
});

describe('createAuthenticator', () => {
  it('tells who is calling, and nothing of the secret', async () => {
    const limits = {
      maxOutputTokens: 500,
      requestsPerMinute: 60,
      requestsPerMonth: 10_000,
      tenantRequestsPerMinute: 600,
      tenantRequestsPerMonth: 100_000,
    };
    const { text, record } = await issue({ ...limits, vault: 'none' });
    expect(await ask(text)).toEqual({
      keyId: record.id,
      tenant: CLINIC,
      role: 'clinician',
      vault: 'none',
      ...limits,
    });
  });

  it.each([undefined, ''])('asks for a key when there is none', async (text) => {
    await expect(ask(text)).rejects.toMatchObject({ failure: 'missing_key' });
    expect(keys.faults.calls).toBe(0);
  });

  describe('gives one and the same answer for every key that is not valid', () => {
    const cases: readonly [string, () => Promise<string>][] = [
      ['malformed', () => Promise.resolve('hwk_live_nonsense')],
      ['unknown', () => Promise.resolve(`hwk_live_${'0'.repeat(12)}_${'0'.repeat(43)}`)],
      ['wrong secret', async () => `${(await issue()).text.slice(0, -43)}${'x'.repeat(43)}`],
      [
        'disabled',
        async () => {
          const { text, record } = await issue();
          change(record, { status: 'disabled' });
          return text;
        },
      ],
      [
        'expired at this very moment',
        async () => (await issue({ expiresAt: new Date(clock()).toISOString() })).text,
      ],
      ['of the other environment', async () => (await issue()).text.replace('hwk_live', 'hwk_test')],
    ];
    it.each(cases)('%s', async (_, make) => {
      const error: unknown = await ask(await make()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        failure: 'invalid_key',
        detail: {},
        message: 'The API key is not valid.',
      });
    });
  });

  it.each<Fault>(['error', 'hang', 'throttled', 'garbage'])('shuts the gate on %s', async (fault) => {
    const { text } = await issue();
    keys.faults.always(fault);
    const error: unknown = await ask(text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: 'access_failed', detail: { retryAfterSeconds: 1 } });
    expect(JSON.stringify(error)).not.toContain(TELLTALE);
  });

  it('shuts the gate when the store answers with another key', async () => {
    const [mine, other] = [await issue(), await issue({ role: 'auditor' })];
    keys.records.set(mine.record.id, other.record);
    await expect(ask(mine.text)).rejects.toMatchObject({ failure: 'access_failed' });
  });

  it('shuts the gate on a field that it does not know, which may be a restriction', async () => {
    const { text, record } = await issue();
    keys.records.set(record.id, Object.assign({ onlyFrom: '192.0.2.0/24' }, record));
    await expect(ask(text)).rejects.toMatchObject({ failure: 'access_failed' });
  });

  it('does not remember a failure', async () => {
    const { text } = await issue();
    keys.faults.next('error');
    await expect(ask(text)).rejects.toMatchObject({ failure: 'access_failed' });
    expect(await ask(text)).toMatchObject({ tenant: CLINIC });
  });

  it('asks the store once a minute for a known key, and so refuses a disabled one', async () => {
    const { text, record } = await issue();
    const before = keys.faults.calls;
    await ask(text);
    change(record, { status: 'disabled' });
    clock.advance(59_999);
    expect(await ask(text)).toMatchObject({ tenant: CLINIC });
    expect(keys.faults.calls).toBe(before + 1);
    clock.advance(1);
    await expect(ask(text)).rejects.toMatchObject({ failure: 'invalid_key' });
  });

  it('refuses a remembered key from the moment in which it expires', async () => {
    const { text } = await issue({ expiresAt: new Date(clock() + 30_000).toISOString() });
    await ask(text);
    clock.advance(30_000);
    await expect(ask(text)).rejects.toMatchObject({ failure: 'invalid_key' });
  });

  it('remembers an unknown key for five seconds only', async () => {
    const { text, record } = await issue();
    keys.records.delete(record.id);
    await expect(ask(text)).rejects.toMatchObject({ failure: 'invalid_key' });
    keys.records.set(record.id, record);
    clock.advance(4_999);
    await expect(ask(text)).rejects.toMatchObject({ failure: 'invalid_key' });
    clock.advance(1);
    expect(await ask(text)).toMatchObject({ tenant: CLINIC });
  });

  it('lets others who wait for the same key go on when the first caller leaves', async () => {
    const { text } = await issue();
    const first = new AbortController();
    const gone = authenticator.authenticate(text, first.signal);
    const stays = ask(text);
    first.abort();
    await expect(gone).rejects.toMatchObject({ failure: 'access_failed' });
    expect(await stays).toMatchObject({ tenant: CLINIC });
  });
});
