import type { Verdict } from '../phi/apply-policy.ts';
import type { ScannedLeaf } from './find-phi.ts';

type Counts = Readonly<Record<string, number>>;

/** Distinct values by type, for the audit. Nothing stands there where there are none. */
export interface PolicyCounts {
  /** Of types that the tenant's policy lets go out as they are. */
  readonly kept?: Counts;
  /** Of types for which it refuses a request. */
  readonly blocked?: Counts;
}

const countOf = (scanned: readonly ScannedLeaf[], which: (verdict: Verdict) => boolean): Counts => {
  const values = new Map<string, Set<string>>();
  for (const { leaf, verdicts } of scanned) {
    for (const { span } of verdicts.filter(which)) {
      const known = values.get(span.type) ?? new Set();
      values.set(span.type, known.add(leaf.text.slice(span.start, span.end).toLowerCase()));
    }
  }
  return Object.fromEntries([...values].map(([type, { size }]) => [type, size]));
};

/** Counts what a policy treats otherwise than most: what goes out as it is, and what holds up a request. */
export const countByPolicy = (scanned: readonly ScannedLeaf[]): PolicyCounts => {
  const kept = countOf(scanned, ({ action, rule }) => action === 'keep' && rule === 'action');
  const blocked = countOf(scanned, ({ action }) => action === 'block');
  return {
    ...(Object.keys(kept).length > 0 && { kept }),
    ...(Object.keys(blocked).length > 0 && { blocked }),
  };
};
