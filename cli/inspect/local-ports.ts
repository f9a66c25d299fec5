import { randomBytes } from 'node:crypto';
import type { Caller } from '../../lambda/access/api-key.ts';
import type { DlpPolicy } from '../../lambda/access/dlp-policy.ts';
import { DEFAULT_CATALOGUE } from '../../lambda/contract/default-catalogue.data.ts';
import { Sensitive } from '../../lambda/contract/sensitive.ts';
import { isKeyId, isTenantId } from '../../lambda/contract/tenant.ts';
import type { Asked } from '../../lambda/gateway/call.ts';
import type { InspectPorts } from '../../lambda/gateway/inspection/inspect.ts';
import { prepareTenantPolicy } from '../../lambda/gateway/tenant-policy.ts';
import { createLocalDetector } from '../../lambda/phi/local-detector.ts';
import { createCatalogue } from '../../lambda/providers/catalogue.ts';
import type { ProviderTarget } from '../../lambda/providers/target.ts';

type LocalPorts = Pick<InspectPorts, 'policies' | 'keys' | 'detector' | 'catalogue' | 'media'>;

const noVault = (): Promise<never> => Promise.reject(new Error('A dry run has no vault.'));

/** Nobody knows which models a stage will have, so any will do. */
const anyModel = (model: string): ProviderTarget => ({
  ...{ provider: 'openai', model, baseUrl: 'https://api.openai.com/v1' },
  ...{ auth: 'bearer', keySecret: 'openai', responses: true },
});

/** All in this process. Tokens are drawn anew for each run: of a key that everybody has they could be guessed. */
export const createLocalPorts = (policy: DlpPolicy): LocalPorts => {
  const key = new Sensitive(randomBytes(32));
  const prepared = prepareTenantPolicy(policy);
  const catalogue = createCatalogue(DEFAULT_CATALOGUE);
  return {
    policies: { policyOf: () => Promise.resolve(prepared) },
    keys: { derived: () => Promise.resolve(key), vaultKey: noVault, vaultKeyOf: noVault },
    detector: createLocalDetector(),
    catalogue: {
      names: catalogue.names,
      resolve: (model) => {
        const known = catalogue.resolve(model);
        return known.length > 0 ? known : [anyModel(model)];
      },
    },
    media: 'block',
  };
};

const localCaller = (): Caller => {
  const [tenant, keyId] = ['local', 'localkey'];
  if (!isTenantId(tenant) || !isKeyId(keyId)) throw new Error('No names for a caller.');
  return {
    ...{ tenant, keyId, role: 'clinician', vault: 'kept', maxOutputTokens: undefined },
    ...{ requestsPerMinute: undefined, requestsPerMonth: undefined },
    ...{ tenantRequestsPerMinute: undefined, tenantRequestsPerMonth: undefined },
  };
};

/** A caller who may send PHI and has no limits. */
export const askedLocally = (length: number): Asked => ({
  call: {
    headers: { get: () => undefined },
    receivedAt: Date.now(),
    signal: new AbortController().signal,
  },
  caller: localCaller(),
  length,
});
