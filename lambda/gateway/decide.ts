import type { Caller } from '../access/api-key.ts';
import { allows } from '../access/roles.ts';
import type { Failure } from '../contract/gateway-error.ts';
import { isOpaque } from '../openai/opaque.ts';
import type { ScannedLeaf } from './find-phi.ts';

/** What happens to images, audio and files, which can't be scrubbed as text. */
export type MediaPolicy = 'block' | 'allow';

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

const refusalFor = (
  { leaf, spans, holdsPhi }: ScannedLeaf,
  caller: Caller,
  media: MediaPolicy,
): Failure | undefined => {
  const maySendPhi = allows(caller.role, 'phi:send');
  if (leaf.kind === 'media') return media === 'allow' && maySendPhi ? undefined : 'media_blocked';
  if (leaf.kind === 'opaque') return isOpaque(leaf.text) ? undefined : 'phi_in_fixed_text';
  if (leaf.kind === 'fixed' && holdsPhi) return 'phi_in_fixed_text';
  return !maySendPhi && (holdsPhi || spans.length > 0) ? 'phi_not_allowed' : undefined;
};

/** Decides by the caller's role and the media policy over everything that was found. */
export const decide = (
  scanned: readonly ScannedLeaf[],
  { caller, media }: { readonly caller: Caller; readonly media: MediaPolicy },
): Decision => {
  const refusals = scanned.flatMap((one) => {
    const failure = refusalFor(one, caller, media);
    return failure === undefined ? [] : [{ failure, param: one.leaf.path }];
  });
  const [first] = refusals;
  if (first === undefined) return { kind: 'proceed' };
  const rewritten = refusals.every(({ failure }) => failure === 'phi_not_allowed');
  return { kind: 'refuse', ...first, rewritten };
};
