import { randomBytes } from 'node:crypto';
import type OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createAuthenticator } from '../../lambda/access/authenticate.ts';
import { issueKey, type KeyTerms } from '../../lambda/access/issue-key.ts';
import { createLimits } from '../../lambda/access/limits.ts';
import { createPolicyReader } from '../../lambda/access/read-policies.ts';
import { verifyChain } from '../../lambda/audit/chain.ts';
import { createAuditWriter } from '../../lambda/audit/writer.ts';
import { UNMEASURED } from '../../lambda/contract/meter.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { prepareTenantPolicy } from '../../lambda/gateway/tenant-policy.ts';
import type { Detection } from '../../lambda/phi/detector.ts';
import { createProvider } from '../../lambda/providers/call-provider.ts';
import { systemTimer } from '../../lambda/providers/timer.ts';
import { createState } from '../../lambda/state/create-state.ts';
import { createVault } from '../../lambda/tokens/encrypted-vault.ts';
import { createTenantKeys, type TenantKeys } from '../../lambda/tokens/tenant-keys.ts';
import { createValueRecall } from '../../lambda/tokens/value-recall.ts';
import { createFaults } from './faults.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { tenantNamed } from './identities.ts';
import { createMemoryLargeObjects, createMemoryStateTable } from './memory-state.ts';
import {
  createMemoryAuditStore,
  createMemoryKeyStore,
  createMemoryKeyWrapper,
  createMemoryLimitStore,
  createMemoryVaultStore,
  createMemoryWrappedKeyStore,
} from './memory-stores.ts';
import { createMemoryPolicyStore } from './policies.ts';
import type { Respond } from './scripted-provider.ts';

/** Short, so that a dependency that never answers is given up while the test waits; a busy machine must not be it. */
const SHORT_MS = 500;

const createParts = () => ({
  keyStore: createMemoryKeyStore(),
  limitStore: createMemoryLimitStore(),
  policyStore: createMemoryPolicyStore(),
  wrapper: createMemoryKeyWrapper(),
  wrappedKeys: createMemoryWrappedKeyStore(),
  vaultStore: createMemoryVaultStore(),
  auditStore: createMemoryAuditStore(),
  stateTable: createMemoryStateTable(),
  stateObjects: createMemoryLargeObjects(),
  detector: createFaults(),
  secrets: createFaults(),
});

type Parts = ReturnType<typeof createParts>;

const waiting = { clock: Date.now, timeoutMs: SHORT_MS };

/** Every value is read from the vault, as by a process that has just begun. */
const FORGETFUL = { get: () => undefined, set: () => undefined };

/** What is kept of values and responses. */
const storesOn = ({ vaultStore, stateTable, stateObjects }: Parts, keys: TenantKeys) => {
  const kept = { ...waiting, keys, random: randomBytes, retentionDays: 30 };
  const recall = createValueRecall({ ...kept, store: vaultStore, recent: FORGETFUL });
  return {
    recall,
    vault: createVault({ ...kept, store: vaultStore }),
    // Packing and sealing what is large takes its time.
    state: createState({
      ...{ ...kept, timeoutMs: 2 * SHORT_MS },
      ...{ table: stateTable, objects: stateObjects, values: recall },
    }),
  };
};

/** The gateway's own modules, as they are deployed, on stores that fail on demand. */
const portsOn = (parts: Parts, real: ResponsesPorts, garbage: () => Detection): ResponsesPorts => {
  const keys = createTenantKeys({ ...waiting, wrapper: parts.wrapper, store: parts.wrappedKeys });
  return {
    ...real,
    authenticator: createAuthenticator({ ...waiting, keys: parts.keyStore }),
    limits: createLimits({ ...waiting, store: parts.limitStore }),
    policies: createPolicyReader({ ...waiting, store: parts.policyStore, prepare: prepareTenantPolicy }),
    keys,
    detectorTimeoutMs: SHORT_MS,
    detector: {
      detect: async (texts, call) => {
        const found = await real.detector.detect(texts, call);
        // Pays no heed to the signal, as a library may.
        return parts.detector.run({ work: () => found, garbage });
      },
    },
    ...storesOn(parts, keys),
    audit: createAuditWriter({
      store: parts.auditStore,
      clock: Date.now,
      random: randomBytes,
      sleep: () => Promise.resolve(),
      attempts: 2,
      attemptTimeoutMs: SHORT_MS / 3,
      budgetMs: SHORT_MS,
    }),
    provider: createProvider({
      keys: {
        read: (_, signal) => parts.secrets.run({ signal, work: () => new Sensitive('sk-test-provider-key') }),
      },
      fetch,
      now: Date.now,
      timer: systemTimer,
      random: randomBytes,
      log: real.log,
      meter: UNMEASURED.meter,
      settings: {
        headMs: 2 * SHORT_MS,
        plainHeadMs: 2 * SHORT_MS,
        chunkMs: 2 * SHORT_MS,
        errorBodyMs: SHORT_MS,
        retryMs: 0,
      },
    }),
  };
};

const eventsOf = ({ auditStore }: Parts): readonly Readonly<Record<string, unknown>>[] =>
  [...auditStore.records.values()].map(({ record }) => record.event);

/**
 * A gateway whose every dependency fails on demand, with short time-outs. After each test all of them work again, and
 * the audit's chain must be whole and nobody's promise forgotten.
 */
export const serveFaultyGateway = (change: (ports: ResponsesPorts) => ResponsesPorts = (ports) => ports) => {
  const parts = createParts();
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  let started: TestGateway | undefined;
  let script: Respond = () => undefined;
  const nothing = { spans: [], degraded: false };
  let garbage: () => Detection = () => nothing;
  let key = '';
  let tenants = 0;
  let first = { requests: 0, events: 0 };

  const gateway = (): TestGateway => {
    if (started === undefined) throw new Error('the gateway runs only inside of tests');
    return started;
  };

  const allWell = (): void => {
    const { detector, secrets, ...stores } = parts;
    for (const { faults } of Object.values(stores)) faults.always(undefined);
    detector.always(undefined);
    secrets.always(undefined);
  };

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled);
    started = await startGateway({
      respond: (reply, request, index) => script(reply, request, index - first.requests),
      ports: (real) => change(portsOn(parts, real, () => garbage())),
    });
  });
  afterEach(() => {
    allWell();
    const writers = new Set([...parts.auditStore.records.values()].map(({ record }) => record.writer));
    for (const writer of writers) {
      expect(verifyChain(parts.auditStore.chainOf(writer)).kind).toBe('intact');
    }
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    await started?.close();
    process.off('unhandledRejection', onUnhandled);
  });

  return {
    gateway,
    parts,
    allWell,
    sent: () => gateway().provider.requests.slice(first.requests),
    /** The records of the audit since the last `begin`. */
    events: () => eventsOf(parts).slice(first.events),
    /** All records of one request. */
    everEvent: (requestId: unknown) => eventsOf(parts).filter((event) => event['requestId'] === requestId),
    /** What the detector answers when it answers garbage. */
    detectorGives: (detection: () => unknown): void => {
      garbage = detection as typeof garbage;
    },
    /** A provider that does this, and a caller of a tenant that nobody has seen yet, so that nothing is cached. */
    begin: async (respond: Respond, terms: Partial<KeyTerms> = {}): Promise<void> => {
      script = respond;
      tenants += 1;
      const deps = { keys: parts.keyStore, clock: Date.now, random: randomBytes };
      const tenant = tenantNamed(`clinic-${tenants}`);
      const own = { environment: 'test', tenant, role: 'clinician', vault: 'kept', ...terms } as const;
      key = (await issueKey(deps, own)).text.reveal();
      first = { requests: gateway().provider.requests.length, events: parts.auditStore.records.size };
    },
    /** The official client of that caller. */
    openai: (): OpenAI => gateway().openai({ apiKey: key }),
    /** Sends a body; the head of the answer, with the rest to be read. */
    post: (body: object, signal?: AbortSignal, path = '/chat/completions'): Promise<Response> =>
      fetch(`${gateway().baseURL}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-5.4-mini', ...body }),
        ...(signal !== undefined && { signal }),
      }),
  };
};
