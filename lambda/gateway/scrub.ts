import { withDeadline } from '../contract/deadline.ts';
import { orFail } from '../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../openai/json-value.ts';
import type { Leaf, Rule } from '../openai/leaf.ts';
import type { Detector, OnOutage } from '../phi/detector.ts';
import { tokeniseText } from '../tokens/tokenise-text.ts';
import { type Decision, decide, type Policy } from './decide.ts';
import { type Found, findPhi, type ScannedLeaf } from './find-phi.ts';
import type { TokenScope } from './token-scope.ts';

export interface ScanDeps {
  readonly detector: Detector;
  readonly scope: TokenScope;
  readonly signal: AbortSignal;
  /** What happens while the detector's service can't be asked; nothing is sent where it is left out. */
  readonly onOutage?: OnOutage;
  /** Ids that the provider has seen already. */
  readonly ids?: ReadonlySet<string>;
  /** Of the body as JSON, in UTF-16 units: a long one gets more time. */
  readonly length: number;
  /** After how long the detector is given up on a short body. */
  readonly detectorTimeoutMs?: number;
}

export interface ScrubDeps extends ScanDeps, Policy {}

/** A body after scrubbing, and whether it may leave. */
export interface Scrubbed {
  readonly decision: Decision;
  /** Tokens in place of values; may leave only if the decision is to proceed. */
  readonly body: JsonObject;
  /** The same for the record, which keeps no images, sounds and files. */
  readonly record: JsonObject;
  /** Distinct values by PHI type. */
  readonly phi: Readonly<Record<string, number>>;
  readonly mediaParts: number;
  /** Whether the local recognizers alone were asked, see `Detection`. */
  readonly degraded: boolean;
}

const DETECTOR_TIMEOUT_MS = 10_000;
const DETECTOR_MS_PER_UNIT = 0.01;
const LONGEST_DETECTOR_MS = 60_000;

/** A long body gets more time than a short one: what always took too long would be sent again and again. */
const timeFor = (length: number, atLeast: number): number =>
  Math.max(atLeast, Math.min(atLeast + length * DETECTOR_MS_PER_UNIT, LONGEST_DETECTOR_MS));

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
  const { onOutage = 'refuse', detectorTimeoutMs = DETECTOR_TIMEOUT_MS } = deps;
  return orFail('detector_failed', () =>
    withDeadline(timeFor(length, detectorTimeoutMs), signal, (own) =>
      findPhi(rule, body, {
        ...{ detector, signal: own, onOutage, owner: scope.owner, known: scope.book.known() },
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
    decision: decide(scanned, deps),
    body: rewritten,
    record: mediaParts === 0 ? rewritten : withoutMedia(rule, rewritten),
    phi: { ...scope.book.counts() },
    mediaParts,
    degraded,
  };
};
