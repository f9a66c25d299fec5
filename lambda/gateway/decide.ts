import type { Caller } from '../access/api-key.ts';
import type { DlpPolicy } from '../access/dlp-policy.ts';
import { allows } from '../access/roles.ts';
import type { Failure } from '../contract/gateway-error.ts';
import { isOpaque } from '../openai/opaque.ts';
import type { ScannedLeaf } from './find-phi.ts';

/** What happens to images, audio and files, which can't be scrubbed as text. */
export type MediaPolicy = 'block' | 'allow';

/** A tenant may be stricter than the stage, which knows the contract with the provider, but not laxer. */
export const mediaUnder = (stage: MediaPolicy, { media }: Pick<DlpPolicy, 'media'>): MediaPolicy =>
  media === 'block' ? 'block' : stage;

/** Whether a request may go on. A refusal names the first field that caused it. */
export type Decision =
  | { readonly kind: 'proceed' }
  | {
      readonly kind: 'refuse';
      readonly failure: Failure;
      readonly param: string;
      /** Whether everything found could be replaced, so that the rewritten body may be put on record. */
      readonly rewritten: boolean;
    };

/** By what a request is decided, beside what was found in it. */
export interface Policy {
  readonly caller: Caller;
  /** Of the stage and of the tenant the stricter. */
  readonly media: MediaPolicy;
  /**
   * The sealed parts that are known to come from the provider. Where nobody keeps account of them, what looks sealed is
   * taken for it.
   */
  readonly sealed?: ReadonlySet<string>;
}

const refusalOfSealed = (text: string, sealed: Policy['sealed']): Failure | undefined => {
  if (sealed === undefined) return isOpaque(text) ? undefined : 'phi_in_fixed_text';
  return text === '' || sealed.has(text) ? undefined : 'unknown_sealed_part';
};

const refusalFor = (
  { leaf, spans, verdicts, holdsPhi, keepsPhi }: ScannedLeaf,
  { caller, media, sealed }: Policy,
): Failure | undefined => {
  const maySendPhi = allows(caller.role, 'phi:send');
  if (leaf.kind === 'media') return media === 'allow' && maySendPhi ? undefined : 'media_blocked';
  if (leaf.kind === 'opaque') return refusalOfSealed(leaf.text, sealed);
  if (leaf.kind === 'fixed' && holdsPhi) return 'phi_in_fixed_text';
  // What is kept leaves as it is: who may not send PHI may send that least of all.
  if (!maySendPhi && (holdsPhi || keepsPhi || spans.length > 0)) return 'phi_not_allowed';
  return verdicts.some(({ action }) => action === 'block') ? 'phi_blocked' : undefined;
};

/** Refusals of bodies in which a token could take the place of everything. */
const REWRITTEN: ReadonlySet<Failure> = new Set(['phi_not_allowed', 'phi_blocked']);

/** Decides by the caller's role and the tenant's policy over everything that was found. */
export const decide = (scanned: readonly ScannedLeaf[], policy: Policy): Decision => {
  const refusals = scanned.flatMap((one) => {
    const failure = refusalFor(one, policy);
    return failure === undefined ? [] : [{ failure, param: one.leaf.path }];
  });
  const [first] = refusals;
  if (first === undefined) return { kind: 'proceed' };
  const rewritten = refusals.every(({ failure }) => REWRITTEN.has(failure));
  return { kind: 'refuse', ...first, rewritten };
};
