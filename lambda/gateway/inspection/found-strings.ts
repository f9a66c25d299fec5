import { originIn } from '../../openai/json-origin.ts';
import type { JsonObject } from '../../openai/json-value.ts';
import { type InDocument, type LeafKind, type Rule, text } from '../../openai/leaf.ts';
import type { Verdict } from '../../phi/apply-policy.ts';
import type { Span } from '../../phi/span.ts';
import type { ScannedLeaf } from '../find-phi.ts';
import { replace } from '../scrub.ts';
import type { TokenScope } from '../token-scope.ts';

/** What was found in a string, by its place in the string as the caller wrote it. */
export interface Finding extends Span, Pick<Verdict, 'action' | 'rule'> {
  /** What takes its place; `null` where it stays. */
  readonly token: string | null;
}

/** A string of a body with what was found in it. */
export interface FoundString {
  /** Keys that the caller chose stand as `*`, so several strings may have one path. */
  readonly path: string;
  readonly kind: LeafKind;
  /** What goes out instead; `null` for what can't be rewritten. */
  readonly tokenised: string | null;
  readonly findings: readonly Finding[];
  /** Whether there is more to say of it than that it is there. */
  readonly isTelling: boolean;
}

/** A leaf, and the literals in which it stands. */
interface Placed {
  readonly found: ScannedLeaf;
  readonly within: readonly InDocument[];
}

const placed = (rule: Rule, body: JsonObject, leaves: readonly ScannedLeaf[]): readonly Placed[] => {
  const places: (readonly InDocument[])[] = [];
  rule(body, '', (leaf, within = []) => {
    places.push(within);
    return leaf.text;
  });
  return leaves.map((found, index) => ({ found, within: places[index] ?? [] }));
};

const documentOf = ({ within }: Placed): InDocument['document'] | undefined => within[0]?.document;

/** The leaves of each string: those of a JSON document together, and any other by itself. */
const byString = (leaves: readonly Placed[]): readonly (readonly [Placed, ...Placed[]])[] => {
  const strings: [Placed, ...Placed[]][] = [];
  for (const leaf of leaves) {
    const last = strings.at(-1);
    const document = documentOf(leaf);
    if (last !== undefined && document !== undefined && documentOf(last[0]) === document) last.push(leaf);
    else strings.push([leaf]);
  }
  return strings;
};

const findingsOf = ({ found: { leaf, verdicts }, within }: Placed, { book }: TokenScope): Finding[] => {
  if (verdicts.length === 0) return [];
  const origins = within.map(({ document, literal }) => originIn(document.text, literal)).reverse();
  return verdicts.map(({ span, action, rule }) => {
    const place: Pick<Span, 'start' | 'end'> = { start: span.start, end: span.end };
    const { start, end } = origins.reduce((inner, originOf) => originOf(inner), place);
    const token = action === 'keep' ? null : book.issue(span.type, leaf.text.slice(span.start, span.end));
    return { ...span, start, end, action, rule, token };
  });
};

/** Kinds whose leaves go out as what is written in their place. */
const WRITABLE: ReadonlySet<LeafKind> = new Set(['text', 'identity', 'id']);

/** Who somebody is goes out as a hash, and media can't be read. */
const ALWAYS_TOLD: ReadonlySet<LeafKind> = new Set(['identity', 'media']);

const writtenOf = ([first, ...rest]: readonly [Placed, ...Placed[]], scope: TokenScope): string | null => {
  const { leaf } = first.found;
  const document = documentOf(first);
  if (document === undefined) return WRITABLE.has(leaf.kind) ? replace(first.found, scope) : null;
  const texts = [first, ...rest].map(({ found }) => replace(found, scope)).values();
  return String(text(document.text, leaf.path, ({ text: own }) => texts.next().value ?? own));
};

/**
 * Every string of a scrubbed body with what was found in it. A string that is a JSON document is one string, whatever
 * stands in it.
 *
 * @param leaves those of the body, in the order in which the rule walks them
 */
export const foundStrings = (
  rule: Rule,
  body: JsonObject,
  leaves: readonly ScannedLeaf[],
  scope: TokenScope,
): readonly FoundString[] =>
  byString(placed(rule, body, leaves)).map((string) => {
    const { leaf, holdsPhi } = string[0].found;
    const findings = string.flatMap((one) => findingsOf(one, scope));
    const isTelling = findings.length > 0 || holdsPhi || ALWAYS_TOLD.has(leaf.kind);
    return { path: leaf.path, kind: leaf.kind, tokenised: writtenOf(string, scope), findings, isTelling };
  });
