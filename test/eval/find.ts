import { DEFAULT_POLICY } from '../../lambda/access/dlp-policy.ts';
import { findPhi } from '../../lambda/gateway/find-phi.ts';
import { plainText } from '../../lambda/openai/leaf.ts';
import { createPolicyRules } from '../../lambda/phi/apply-policy.ts';
import type { Detector } from '../../lambda/phi/detector.ts';
import type { Span } from '../../lambda/phi/span.ts';
import type { EvalDocument } from './documents.ts';

/** What was found in each document, and how much of a processor's time it took over all of them. */
export interface FoundIn {
  readonly spans: readonly (readonly Span[])[];
  readonly ms: number;
}

/** Looks into each document by itself, as into the only message of a request. */
export const findIn = async (detector: Detector, documents: readonly EvalDocument[]): Promise<FoundIn> => {
  const { signal } = new AbortController();
  const rules = createPolicyRules(DEFAULT_POLICY);
  const spans: (readonly Span[])[] = [];
  const began = process.cpuUsage();
  for (const { text } of documents) {
    const deps = { detector, rules, signal, onOutage: 'refuse', known: [] } as const;
    const { leaves } = await findPhi(plainText, text, deps);
    spans.push(leaves.flatMap((one) => one.spans));
  }
  const { user, system } = process.cpuUsage(began);
  return { spans, ms: (user + system) / 1000 };
};
