import { cutOut, disjoint, overlaps, type Stretch, touching } from './cut-out.ts';
import type { PhiAction, PhiPolicy } from './policy.ts';
import { isDatelessTime, isFreeUnderSafeHarbor } from './safe-harbor.ts';
import type { Span } from './span.ts';
import { createTermIndex } from './terms.ts';

/** Which rule of a policy said what happens to a finding: `action` is what it says of the type. */
type PolicyRule = 'profile' | 'threshold' | 'allow' | 'deny' | 'action';

/** What happens to a stretch of a text, and why. */
export interface Verdict {
  readonly span: Span;
  readonly action: PhiAction;
  readonly rule: PolicyRule;
}

/** A policy, ready to be applied. */
export interface PolicyRules {
  /**
   * What happens to each finding, sorted and not overlapping. Profile, thresholds, allowed terms and the action of the
   * type are asked in this order, and denied terms last, which are found here: nothing lets them stand.
   *
   * @param alsoDenied stretches of the text that belong to denied terms in another reading of it
   */
  judge(text: string, spans: readonly Span[], alsoDenied?: readonly Span[]): readonly Verdict[];
  /**
   * The same once values that were found elsewhere have been added to what counts, which may have grown by it but has
   * lost nothing. Neither profile nor threshold lets the added ones stand: they are as sure as where they were found.
   */
  judgeKnown(text: string, judged: readonly Verdict[], found: readonly Span[]): readonly Verdict[];
  /** The denied terms in a text. */
  deniedIn(text: string): readonly Span[];
}

/** The source of findings that are denied terms. */
export const DENIED = 'denied-term';

/** Whether it goes out as it is no longer. */
export const counts = ({ action }: Verdict): boolean => action !== 'keep';

/** Words that join two places and are none by themselves. */
const JOINING = /^(?:(?:and|at|for|in|near|of|the)(?:\s+|$))+/i;

/** A stretch without such words before it; nothing where there is nothing else. */
const withoutJoining = (text: string, span: Span): readonly Span[] => {
  const start = span.start + (JOINING.exec(text.slice(span.start, span.end))?.[0].length ?? 0);
  return start === span.end ? [] : [{ ...span, start }];
};

const byStart = (a: Verdict, b: Verdict): number => a.span.start - b.span.start;

const STRICTNESS: Readonly<Record<PhiAction, number>> = { keep: 0, tokenise: 1, block: 2 };

/** The first where they are equally strict. */
const stricter = (a: Verdict, b: Verdict): Verdict => (STRICTNESS[b.action] > STRICTNESS[a.action] ? b : a);

/** Two findings that overlap and both count, as one: the stricter says what happens, else the first. */
const joined = (one: Verdict, other: Verdict): Verdict => {
  const leading = stricter(one, other);
  const start = Math.min(one.span.start, other.span.start);
  const end = Math.max(one.span.end, other.span.end);
  return { ...leading, span: { ...leading.span, start, end } };
};

/** Puts denied terms over everything else. What counts already takes them in, what is let stand is cut. */
const withDenied = (text: string, verdicts: readonly Verdict[], denied: readonly Verdict[]): Verdict[] => {
  if (denied.length === 0) return [...verdicts];
  const counted: Verdict[] = [];
  for (const one of [...verdicts.filter(counts), ...denied].sort(byStart)) {
    const last = counted.at(-1);
    if (last === undefined || !overlaps(last.span, one.span)) counted.push(one);
    else counted[counted.length - 1] = joined(last, one);
  }
  const taken = counted.map(({ span }) => span);
  const kept = verdicts.filter((one) => !counts(one));
  return [...counted, ...beside(text, kept, taken)].sort(byStart);
};

/** What is left of verdicts outside of some stretches. */
const beside = (text: string, verdicts: readonly Verdict[], taken: readonly Stretch[]): Verdict[] =>
  verdicts.flatMap((one) => cutOut(text, one.span, taken).map((span) => ({ ...one, span })));

/** Judges single findings. */
const createJudge = (policy: PhiPolicy) => {
  const stands = policy.profile === 'strict' ? isDatelessTime : isFreeUnderSafeHarbor;
  const kept = (span: Span, rule: PolicyRule): Verdict => ({ span, action: 'keep', rule });
  const byType = (span: Span): Verdict => ({
    span,
    action: policy.actions[span.type] ?? 'tokenise',
    rule: 'action',
  });

  /**
   * Of a place, what is allowed is cut out, and the rest judged by itself. Any other finding is one thing: it stands
   * where nothing but what is allowed is in it. Else a patient with the name of an allowed drug would be half named.
   */
  const asAllowed = (text: string, span: Span, terms: readonly Stretch[]): readonly Verdict[] => {
    const rest = cutOut(text, span, terms);
    if (rest.length === 0) return [kept(span, 'allow')];
    if (span.type !== 'PLACE' || rest[0] === span) return [byType(span)];
    const left = rest.flatMap((part) => withoutJoining(text, part));
    const free = cutOut(text, span, left).map((part) => kept(part, 'allow'));
    const judged = left.map((part) => (stands(text, part) ? kept(part, 'profile') : byType(part)));
    return [...free, ...judged].sort(byStart);
  };

  return {
    byType,
    asAllowed,
    /** A denied term is never kept, whatever its type. */
    asDenied: (span: Span): Verdict => ({
      span,
      action: policy.actions[span.type] === 'block' ? 'block' : 'tokenise',
      rule: 'deny',
    }),
    asFound: (text: string, span: Span, terms: readonly Stretch[]): readonly Verdict[] => {
      if (stands(text, span)) return [kept(span, 'profile')];
      if (span.score < (policy.thresholds[span.type] ?? 0)) return [kept(span, 'threshold')];
      return asAllowed(text, span, terms);
    },
  };
};

export const createPolicyRules = (policy: PhiPolicy): PolicyRules => {
  const { byType, asAllowed, asDenied, asFound } = createJudge(policy);
  const allowed = createTermIndex(policy.allow.map((term) => [term, undefined] as const));
  const denied = createTermIndex(policy.deny.map(({ term, type }) => [term, type] as const));

  const deniedIn = (text: string): readonly Span[] =>
    denied.placesIn(text).map(({ start, end, of }) => ({ start, end, type: of, score: 1, source: DENIED }));

  const termsFor = (text: string, spans: readonly Span[]): readonly Stretch[] =>
    spans.length === 0 ? [] : disjoint(allowed.placesIn(text));

  return {
    deniedIn,
    judge(text, spans, alsoDenied = []) {
      const terms = termsFor(text, spans);
      const verdicts = spans.flatMap((span) => asFound(text, span, terms));
      return withDenied(text, verdicts, [...deniedIn(text), ...alsoDenied].map(asDenied));
    },
    judgeKnown(text, judged, found) {
      const terms = termsFor(text, found);
      const before = judged.filter(counts).map((one) => ({ ...one.span, one }));
      const known = found.flatMap((span) => {
        const [first, ...more] = touching(span, before).map(({ one }) => ({ ...one, span }));
        if (first === undefined) return asAllowed(text, span, terms);
        return [[...more, byType(span)].reduce(stricter, first)];
      });
      const taken = known.map(({ span }) => span);
      const stood = judged.filter((one) => !counts(one));
      return [...known, ...beside(text, stood, taken)].sort(byStart);
    },
  };
};
