import type { DlpPolicy } from '../access/dlp-policy.ts';
import { createPolicyRules, type PolicyRules } from '../phi/apply-policy.ts';

/** What a tenant has decided, and how that is applied to a text. */
export interface TenantPolicy {
  readonly settings: DlpPolicy;
  readonly rules: PolicyRules;
}

export const prepareTenantPolicy = (settings: DlpPolicy): TenantPolicy => ({
  settings,
  rules: createPolicyRules(settings),
});
