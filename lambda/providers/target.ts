import type { Sensitive } from '../contract/sensitive.ts';

/** One model at one provider: where a request may go. */
export interface ProviderTarget {
  /** Short name of the provider, such as `openai`; stands in the audit. */
  readonly provider: string;
  /** The provider's own name for the model. */
  readonly model: string;
  /** With the version, without a slash at the end: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly auth: 'bearer' | 'api-key';
  /** Name of the secret that holds the key. */
  readonly keySecret: string;
  /** Whether the provider has the Responses API. Every provider has chat. */
  readonly responses: boolean;
  /** A caller's own key (`x-openai-key`) may be sent there. It was given for one provider and goes to no other. */
  readonly takesCallersKey?: boolean;
}

/** Finds where a model id, an alias or a tier leads. */
export interface Catalogue {
  /** In the order in which they are tried; empty when nobody knows the name. */
  resolve(model: string): readonly ProviderTarget[];
  /** What callers may ask for: ids, aliases and tiers. */
  readonly names: readonly string[];
}

/** A caller's key goes only where it belongs. */
export const targetsFor = (
  targets: readonly ProviderTarget[],
  callersKey: Sensitive<string> | undefined,
): readonly ProviderTarget[] =>
  callersKey === undefined ? targets : targets.filter(({ takesCallersKey }) => takesCallersKey === true);
