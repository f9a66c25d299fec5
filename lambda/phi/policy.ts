import type { PhiType } from '../contract/phi-type.ts';

/** What happens to a finding: it stays in the text, a token takes its place, or the whole request is refused. */
export type PhiAction = 'keep' | 'tokenise' | 'block';

/** What counts as PHI for somebody, and what happens to it. */
export interface PhiPolicy {
  /** `safe-harbor`: what 45 CFR 164.514(b)(2)(i) lets stand stands. `strict`: of that, dates without a day of their own alone. */
  readonly profile: 'safe-harbor' | 'strict';
  /** By type; `tokenise` where a type is left out. */
  readonly actions: { readonly [Type in PhiType]?: PhiAction | undefined };
  /** Findings of a type with a lower score stay; 0 where a type is left out. */
  readonly thresholds: { readonly [Type in PhiType]?: number | undefined };
  /** Terms that are never PHI. */
  readonly allow: readonly string[];
  /** Terms that always are. */
  readonly deny: readonly { readonly term: string; readonly type: PhiType }[];
}
