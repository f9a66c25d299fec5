import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { KeyTerms } from '../../../lambda/access/issue-key.ts';
import type { Fault, Faults } from '../../support/faults.ts';
import { serveFaultyGateway } from '../../support/faulty-gateway.ts';

const rig = serveFaultyGateway();
const { parts } = rig;

const body = { input: 'Patient Desmond Quennelworth, MRN: 48237461, is ill.' };
const dryRun = (): Promise<Response> => rig.post(body, undefined, '/phi/inspect');

// The first look takes longer than a dependency is waited for here.
beforeAll(async () => {
  await rig.begin(() => undefined);
  await vi.waitUntil(async () => (await dryRun()).ok, { timeout: 20_000 });
});

interface Dependency {
  readonly name: string;
  readonly faults: Faults;
  readonly code: string;
  readonly terms?: Partial<KeyTerms>;
}

const DEPENDENCIES: readonly Dependency[] = [
  { name: 'API keys', faults: parts.keyStore.faults, code: 'access_unavailable' },
  {
    name: 'limits',
    faults: parts.limitStore.faults,
    code: 'access_unavailable',
    terms: { requestsPerMinute: 50 },
  },
  { name: 'policies', faults: parts.policyStore.faults, code: 'access_unavailable' },
  { name: 'wrapped keys', faults: parts.wrappedKeys.faults, code: 'scrubbing_unavailable' },
  { name: 'detector', faults: parts.detector, code: 'scrubbing_unavailable' },
  { name: 'audit', faults: parts.auditStore.faults, code: 'audit_unavailable' },
];

const WAYS: readonly Fault[] = ['error', 'hang', 'throttled'];

describe.each(DEPENDENCIES)('a dry run without $name', ({ faults, code, terms }) => {
  it.each(WAYS)('%s: is 503 and tells nothing, and later all is well', async (way) => {
    await rig.begin(() => undefined, terms);
    faults.always(way);
    const failed = await dryRun();
    expect(failed.status).toBe(503);
    expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
    const text = await failed.text();
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'service_unavailable', code } });
    expect(text).not.toMatch(/NAME_|Quennelworth/);
    expect(rig.events()).toEqual([]);
    rig.allWell();
    const later = await dryRun();
    expect(later.status).toBe(200);
    // A record that could not be confirmed may stand there all the same.
    const kinds = rig.events().map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['inspected']));
    expect(rig.sent()).toEqual([]);
  });
});

it('needs no vault and no provider', async () => {
  await rig.begin(() => undefined);
  parts.vaultStore.faults.always('error');
  parts.secrets.always('error');
  expect((await dryRun()).status).toBe(200);
});
