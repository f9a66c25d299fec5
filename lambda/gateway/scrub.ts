import { withDeadline } from '../contract/deadline.ts';
import { orFail } from '../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import type { Leaf, Rule } from '../openai/leaf.ts';
import type { Detector } from '../phi/detector.ts';
import { tokeniseText } from '../tokens/tokenise-text.ts';
import { type Decision, decide, type MediaPolicy, mediaUnder, type Policy } from './decide.ts';
import { type Found, findPhi, type ScannedLeaf } from './find-phi.ts';
import { countByPolicy, type PolicyCounts } from './policy-counts.ts';
import type { TenantPolicy } from './tenant-policy.ts';
import type { TokenScope } from './token-scope.ts';

export interface ScanDeps {
  readonly detector: Detector;
  readonly scope: TokenScope;
  readonly signal: AbortSignal;
  /** What counts, and what happens while the detector's service can't be asked. */
  readonly policy: TenantPolicy;
  /** Ids that the provider has seen already. */
  readonly ids?: ReadonlySet<string>;
  /** Of the body as JSON, in UTF-16 units: a long one gets more time. */
  readonly length: number;
  /** After how long the detector is given up on a short body. */
  readonly detectorTimeoutMs?: number;
}

export interface ScrubDeps extends ScanDeps, Omit<Policy, 'media'> {
  /** What the stage does with images, audio and files. */
  readonly media: MediaPolicy;
}

/** A body after scrubbing, and whether it may leave. */
export interface Scrubbed {
  readonly decision: Decision;
  /** Tokens in place of values; may leave only if the decision is to proceed. */
  readonly body: JsonObject;
  /** The same for the record, which keeps no images, sounds and files. */
  readonly record: JsonObject;
  /** Distinct values by PHI type, of those that tokens take the place of. */
  readonly phi: Readonly<Record<string, number>>;
  /** Of those that the tenant's policy keeps, and blocks. */
  readonly byPolicy: PolicyCounts;
  readonly mediaParts: number;
  /** What was found, by leaf, in the order in which the rule walks them. */
  readonly leaves: readonly ScannedLeaf[];
  /** Whether the local recognizers alone were asked, see `Detection`. */
  readonly degraded: boolean;
}

const DETECTOR_TIMEOUT_MS = 10_000;
const DETECTOR_MS_PER_UNIT = 0.01;
const LONGEST_DETECTOR_MS = 60_000;

/** A long body gets more time than a short one: what always took too long would be sent again and again. */
const timeFor = (length: number, atLeast: number): number =>
  Math.max(atLeast, Math.min(atLeast + length * DETECTOR_MS_PER_UNIT, LONGEST_DETECTOR_MS));

/** What goes out in the place of a leaf. */
export const replace = ({ leaf, spans, holdsPhi }: ScannedLeaf, scope: TokenScope): string => {
  if (leaf.kind === 'text') return tokeniseText(leaf.text, spans, scope.book);
  if (leaf.kind === 'identity') return scope.hashIdentity(leaf.text);
  if (leaf.kind === 'id' && holdsPhi) return scope.hashId(leaf.text);
  return leaf.text;
};

/**
 * Every value that a later leaf names must be known before an earlier leaf is searched for look-alikes, so the
 * tokens are issued first, in the order of the leaves, and texts are rewritten after.
 */
export const issueTokens = (scanned: readonly ScannedLeaf[], scope: TokenScope): void => {
  for (const { leaf, spans } of scanned) {
    for (const { start, end, type } of spans) scope.book.issue(type, leaf.text.slice(start, end));
  }
};

const asObject = (value: unknown): JsonObject => {
  if (!isJsonObject(value)) throw new Error('A body stays an object.');
  return value;
};

/** Walks the body a second time; the leaves come in the same order as when they were scanned. */
export const rewrite = (
  rule: Rule,
  body: JsonObject,
  scanned: readonly ScannedLeaf[],
  written: (found: ScannedLeaf) => string,
): JsonObject => {
  let next = 0;
  const walk = (leaf: Leaf): string => {
    const found = scanned[next];
    next += 1;
    if (found === undefined || found.leaf.text !== leaf.text) throw new Error('The walks differ.');
    return written(found);
  };
  return asObject(rule(body, '', walk));
};

const NOT_KEPT = '[image, sound or file: not kept]';

const withoutMedia = (rule: Rule, body: JsonObject): JsonObject =>
  asObject(rule(body, '', ({ kind, text }) => (kind === 'media' ? NOT_KEPT : text)));

/**
 * Finds PHI in every leaf of a body, in time. Throws `detector_failed` when any text could not be looked into, and
 * `unknown_kind` with the path of what the rule does not know.
 */
export const scan = (rule: Rule, body: JsonObject, deps: ScanDeps): Promise<Found> => {
  const { scope, detector, ids, length, signal } = deps;
  const { policy, detectorTimeoutMs = DETECTOR_TIMEOUT_MS } = deps;
  const { onOutage } = policy.settings;
  const withinMs = timeFor(length, detectorTimeoutMs);
  return orFail('detector_failed', () =>
    withDeadline(withinMs, signal, (own) =>
      findPhi(rule, body, {
        ...{ detector, signal: own, withinMs, onOutage, owner: scope.owner, known: scope.book.known() },
        rules: policy.rules,
        ...(ids !== undefined && { ids }),
      }),
    ),
  );
};

/**
 * Finds PHI in every leaf of a body, decides, and puts tokens in place of values. Throws what `scan` throws.
 *
 * Earlier turns that are sent again give the same bytes again, so the provider's prompt cache works.
 */
export const scrub = async (rule: Rule, body: JsonObject, deps: ScrubDeps): Promise<Scrubbed> => {
  const { scope } = deps;
  const { leaves: scanned, degraded } = await scan(rule, body, deps);
  issueTokens(scanned, scope);
  const rewritten = rewrite(rule, body, scanned, (found) => replace(found, scope));
  const mediaParts = scanned.filter(({ leaf }) => leaf.kind === 'media').length;
  return {
    decision: decide(scanned, { ...deps, media: mediaUnder(deps.media, deps.policy.settings) }),
    body: rewritten,
    record: mediaParts === 0 ? rewritten : withoutMedia(rule, rewritten),
    phi: { ...scope.book.counts() },
    byPolicy: countByPolicy(scanned),
    mediaParts,
    leaves: scanned,
    degraded,
  };
};
