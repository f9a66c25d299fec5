import type { Caller } from '../access/api-key.ts';
import { withDeadline } from '../contract/deadline.ts';
import { orFail } from '../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import type { Leaf, Rule } from '../openai/leaf.ts';
import type { Detector } from '../phi/detector.ts';
import { tokeniseText } from '../tokens/tokenise-text.ts';
import { type Decision, decide, type MediaPolicy } from './decide.ts';
import { findPhi, type ScannedLeaf } from './find-phi.ts';
import type { TokenScope } from './token-scope.ts';

export interface ScrubDeps {
  readonly detector: Detector;
  readonly media: MediaPolicy;
  readonly caller: Caller;
  readonly scope: TokenScope;
  readonly signal: AbortSignal;
  /** After how long the detector is given up. */
  readonly detectorTimeoutMs?: number;
}

/** A body after scrubbing, and whether it may leave. */
export interface Scrubbed {
  readonly decision: Decision;
  /** Tokens in place of values; may leave only if the decision is to proceed. */
  readonly body: JsonObject;
  /** Distinct values by PHI type. */
  readonly phi: Readonly<Record<string, number>>;
  readonly mediaParts: number;
}

const DETECTOR_TIMEOUT_MS = 10_000;

const replace = ({ leaf, spans, holdsPhi }: ScannedLeaf, scope: TokenScope): string => {
  if (leaf.kind === 'text') return tokeniseText(leaf.text, spans, scope.book);
  if (leaf.kind === 'identity') return scope.hashIdentity(leaf.text);
  if (leaf.kind === 'id' && holdsPhi) return scope.hashId(leaf.text);
  return leaf.text;
};

/**
 * Every value that a later leaf names must be known before an earlier leaf is searched for look-alikes, so the
 * tokens are issued first, in the order of the leaves, and texts are rewritten after.
 */
const issueTokens = (scanned: readonly ScannedLeaf[], scope: TokenScope): void => {
  for (const { leaf, spans } of scanned) {
    for (const { start, end, type } of spans) scope.book.issue(type, leaf.text.slice(start, end));
  }
};

/** Walks the body a second time; the leaves come in the same order as when they were scanned. */
const rewrite = (
  rule: Rule,
  body: JsonObject,
  scanned: readonly ScannedLeaf[],
  scope: TokenScope,
): JsonObject => {
  let next = 0;
  const walk = (leaf: Leaf): string => {
    const found = scanned[next];
    next += 1;
    if (found === undefined || found.leaf.text !== leaf.text) throw new Error('The walks differ.');
    return replace(found, scope);
  };
  const rewritten = rule(body, '', walk);
  if (!isJsonObject(rewritten)) throw new Error('A body stays an object.');
  return rewritten;
};

/**
 * Finds PHI in every leaf of a body, decides, and puts tokens in place of values.
 *
 * Throws `detector_failed` when any text could not be looked into, and `unknown_kind` with the path of what the rule
 * does not know. Earlier turns that are sent again give the same bytes again, so the provider's prompt cache works.
 */
export const scrub = async (rule: Rule, body: JsonObject, deps: ScrubDeps): Promise<Scrubbed> => {
  const { scope, detector, detectorTimeoutMs = DETECTOR_TIMEOUT_MS } = deps;
  const scanned = await orFail('detector_failed', () =>
    withDeadline(detectorTimeoutMs, deps.signal, (signal) => findPhi(rule, body, { detector, signal })),
  );
  issueTokens(scanned, scope);
  return {
    decision: decide(scanned, deps),
    body: rewrite(rule, body, scanned, scope),
    phi: { ...scope.book.counts() },
    mediaParts: scanned.filter(({ leaf }) => leaf.kind === 'media').length,
  };
};
