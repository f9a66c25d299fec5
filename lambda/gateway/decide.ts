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
  | { readonly kind: 'refuse'; readonly failure: Failure; readonly param: string };

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
  for (const one of scanned) {
    const failure = refusalFor(one, caller, media);
    if (failure !== undefined) return { kind: 'refuse', failure, param: one.leaf.path };
  }
  return { kind: 'proceed' };
};
