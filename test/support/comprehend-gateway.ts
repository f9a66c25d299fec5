import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { parseDlpPolicy } from '../../lambda/access/dlp-policy.ts';
import { createPolicyReader } from '../../lambda/access/read-policies.ts';
import type { AuditEvent } from '../../lambda/audit/event.ts';
import { ENVIRONMENT } from '../../lambda/contract/environment.ts';
import type { TenantId } from '../../lambda/contract/tenant.ts';
import type { ResponsesPorts } from '../../lambda/gateway/ports.ts';
import { prepareTenantPolicy } from '../../lambda/gateway/tenant-policy.ts';
import type { OnOutage } from '../../lambda/phi/detector.ts';
import { type DetectPhiFake, startDetectPhiFake } from './detect-phi-fake.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { tenantNamed } from './identities.ts';
import { createMemoryPolicyStore } from './policies.ts';
import type { Respond } from './scripted-provider.ts';

/** Long enough for an honest answer on a busy machine, short enough to wait for the end of. */
const DETECTOR_MS = 1_500;

/**
 * The whole gateway as it is deployed with Comprehend Medical, on a likeness of that service. Each test has a tenant of
 * its own, so that nothing is remembered of others.
 */
export const serveComprehendGateway = (respond: Respond) => {
  const policies = createMemoryPolicyStore();
  const events: AuditEvent[] = [];
  let fake: DetectPhiFake | undefined;
  let gateway: TestGateway | undefined;
  let tenant: TenantId;
  let key = '';
  let tenants = 0;
  let sentBefore = 0;

  const running = () => {
    if (fake === undefined || gateway === undefined) throw new Error('the gateway runs only inside of tests');
    return { fake, gateway };
  };

  const watched = (ports: ResponsesPorts): ResponsesPorts => ({
    ...ports,
    detectorTimeoutMs: DETECTOR_MS,
    policies: createPolicyReader({ store: policies, clock: Date.now, prepare: prepareTenantPolicy }),
    audit: {
      write: async (event) => {
        await ports.audit.write(event);
        events.push(event);
      },
    },
  });

  beforeAll(async () => {
    fake = await startDetectPhiFake();
    gateway = await startGateway({
      respond,
      ports: watched,
      environment: {
        [ENVIRONMENT.detector]: 'comprehend',
        AWS_ENDPOINT_URL_COMPREHENDMEDICAL: fake.url,
        [ENVIRONMENT.comprehendCharactersPerSecond]: '1000000',
        [ENVIRONMENT.comprehendCallsPerSecond]: '10000',
      },
    });
  });
  beforeEach(async () => {
    tenants += 1;
    tenant = tenantNamed(`clinic-${tenants}`);
    const served = running().gateway;
    key = await served.issue({ tenant });
    sentBefore = served.provider.requests.length;
    events.length = 0;
  });
  afterEach(() => running().fake.reset());
  afterAll(async () => {
    await gateway?.close();
    await fake?.close();
  });

  const issueWith = async (terms: Parameters<TestGateway['issue']>[0]): Promise<void> => {
    key = await running().gateway.issue({ tenant, ...terms });
  };

  return {
    fake: () => running().fake,
    gateway: () => running().gateway,
    events: (): readonly AuditEvent[] => events,
    sent: () => running().gateway.provider.requests.slice(sentBefore),
    tenant: () => tenant,
    /** What the tenant wants while the service can't be asked. To be said before the first request. */
    onOutage: (choice: OnOutage): void => {
      const policy = parseDlpPolicy({ onOutage: choice });
      policies.policies.set(tenant, { tenant, policy, changedAt: '2026-11-20T10:00:00Z', changedBy: 'test' });
    },
    /** Another key of the tenant takes the place of the first. */
    issueWith,
    post: (path: string, body: object): Promise<Response> => {
      const { baseURL } = running().gateway;
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      return fetch(`${baseURL}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    },
  };
};
