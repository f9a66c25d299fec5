import { GatewayError } from '../contract/gateway-error.ts';
import { PHI_TYPES } from '../contract/phi-type.ts';
import type { Leaf, Rule } from '../openai/leaf.ts';
import { counts, type PolicyRules, type Verdict } from '../phi/apply-policy.ts';
import type { DetectCall, Detection, Detector, DetectorText } from '../phi/detector.ts';
import { createKnownValues, type EarlierValue, type KnownValues } from '../phi/known-values.ts';
import type { Span } from '../phi/span.ts';
import { markTelling, stillStanding, uniteSpans } from '../phi/unite.ts';
import { cutSpans } from './cut-spans.ts';
import { nameAsWords, surelyHoldsPhi } from './fixed-text.ts';
import { readingsOf, spansByLeaf } from './readings.ts';
import { createTurns } from './take-turns.ts';

/** A leaf of a body with what was found in it. */
export interface ScannedLeaf {
  readonly leaf: Leaf;
  /** For text: what to replace. Empty for other kinds. */
  readonly spans: readonly Span[];
  /** For text: what happens to everything that was found, in order; `spans` are those of it that count. */
  readonly verdicts: readonly Verdict[];
  /** For text that can't be rewritten: whether it surely holds PHI. */
  readonly holdsPhi: boolean;
  /** Whether it holds PHI of a type that goes out as it is. */
  readonly keepsPhi: boolean;
}

/** What a leaf costs besides its text, as units of text. */
const WORK_PER_LEAF = 64;

const WORTH_A_LOOK = /[\p{L}\p{N}]/u;

/** The texts to look into for one leaf: as it stands, and for names also as words. */
const textsOf = ({ kind, text, label }: Leaf): DetectorText[] => {
  if (!WORTH_A_LOOK.test(text)) return [];
  if (kind === 'text') return [{ text, ...(label !== undefined && { label }) }];
  if (kind !== 'fixed' && kind !== 'id') return [];
  const words = nameAsWords(text);
  return words === text ? [{ text }] : [{ text }, { text: words }];
};

/** A detector is asked once for texts that occur more than once, as names and roles do. */
const createBatch = () => {
  const texts: DetectorText[] = [];
  const places = new Map<string, number>();
  return {
    texts,
    add(text: DetectorText): number {
      const key = `${text.label ?? ''}\u0000${text.text}`;
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, texts.length);
      return texts.push(text) - 1;
    },
  };
};

/** Types that a token can have; another one could never be put back. */
const TYPES: ReadonlySet<string> = new Set(PHI_TYPES);

/** A service may answer with anything. */
const isList = (value: unknown): boolean => Array.isArray(value);

/** A detector's answer is believed only if it is whole and fits the text. */
const checked = (spans: readonly Span[] | undefined, { text }: DetectorText): readonly Span[] => {
  if (spans === undefined || !isList(spans)) throw new GatewayError('detector_failed');
  let from = 0;
  for (const { start, end, type, score } of spans) {
    const inPlace = start >= from && end > start && end <= text.length;
    const sound = TYPES.has(type) && score >= 0 && score <= 1 && text.slice(start, end).isWellFormed();
    if (!(inPlace && sound)) throw new GatewayError('detector_failed');
    from = end;
  }
  return spans;
};

/** Joins what a leaf itself shows with what its other readings do. */
const together = (
  { text }: Leaf,
  own: readonly Span[],
  more: readonly Span[] | undefined,
): readonly Span[] => (more === undefined ? own : uniteSpans(text, [...own, ...stillStanding(text, more)]));

const spansOf = (verdicts: readonly Verdict[]): readonly Span[] => verdicts.map(({ span }) => span);

/** Of what stands because its type is kept, and not because it is none. */
const isKept = ({ action, rule }: Verdict): boolean => action === 'keep' && rule === 'action';

/** What was found in a leaf: as it stands, as words, in other readings; and denied terms of these. */
interface LeafFindings {
  readonly own: readonly (readonly Span[])[];
  readonly more: readonly Span[] | undefined;
  readonly denied: readonly Span[] | undefined;
}

/** What happens to what was found in a text, and to whatever is known from elsewhere. */
const judgeText = (
  leaf: Leaf,
  { own, more, denied }: LeafFindings,
  rules: PolicyRules,
  known: KnownValues,
): ScannedLeaf => {
  const { text } = leaf;
  const judged = rules.judge(text, together(leaf, own[0] ?? [], more), denied);
  const counted = spansOf(judged.filter(counts));
  const all = known.complete(text, counted);
  const verdicts = (all === counted ? judged : rules.judgeKnown(text, judged, all)).flatMap((one) =>
    cutSpans(text, [one.span]).map((span) => ({ ...one, span })),
  );
  const spans = spansOf(verdicts.filter(counts));
  return { leaf, spans, verdicts, holdsPhi: false, keepsPhi: verdicts.some(isKept) };
};

/** Text that can't be rewritten, or is hashed as a whole: by the same policy. */
const judgeFixed = (leaf: Leaf, { own }: LeafFindings, rules: PolicyRules): ScannedLeaf => {
  const [written = [], words = []] = own.map((spans, index) =>
    rules.judge(index === 0 ? leaf.text : nameAsWords(leaf.text), spans),
  );
  const holds = (which: (verdict: Verdict) => boolean): boolean =>
    surelyHoldsPhi(leaf, spansOf(written.filter(which)), spansOf(words.filter(which)));
  return { leaf, spans: [], verdicts: [], holdsPhi: holds(counts), keepsPhi: holds(isKept) };
};

/** A detector's answer is believed only if it has something to say of each text, and says how it came about. */
const checkedWhole = (found: Detection, texts: readonly DetectorText[]): readonly (readonly Span[])[] => {
  const { spans, degraded } = found;
  const whole = isList(spans) && spans.length === texts.length && typeof degraded === 'boolean';
  if (!whole) throw new GatewayError('detector_failed');
  return texts.map((text, index) => checked(spans[index], text));
};

export interface FindDeps extends DetectCall {
  readonly detector: Detector;
  /** What counts of what it finds. */
  readonly rules: PolicyRules;
  /** What earlier turns showed. */
  readonly known: readonly EarlierValue[];
  /** Ids that the provider has seen already: replacing one would tear it from what it names there. */
  readonly ids?: ReadonlySet<string>;
}

/** What was found in a body. */
export interface Found {
  /** Its leaves, in the order in which the rule walks them. */
  readonly leaves: readonly ScannedLeaf[];
  /** See `Detection`. */
  readonly degraded: boolean;
}

/**
 * Looks for PHI in every leaf of a body, in the order in which the rule walks them, and judges what was found. What
 * counts is found again wherever it stands.
 *
 * Throws `detector_failed` when any text could not be looked into, and `unknown_kind` for what the rule doesn't know.
 */
export const findPhi = async (
  rule: Rule,
  body: unknown,
  { detector, rules, known: earlier, ids, ...call }: FindDeps,
): Promise<Found> => {
  const batch = createBatch();
  const leaves: { leaf: Leaf; places: number[] }[] = [];
  rule(body, '', (leaf) => {
    const texts = leaf.kind === 'id' && ids?.has(leaf.text) === true ? [] : textsOf(leaf);
    leaves.push({ leaf, places: texts.map((text) => batch.add(text)) });
    return leaf.text;
  });
  const readings = readingsOf(leaves.map(({ leaf }) => leaf)).map((reading) => ({
    reading,
    place: batch.add({ text: reading.text }),
  }));
  const found = await detector.detect(batch.texts, call);
  const spans = checkedWhole(found, batch.texts);
  const more = spansByLeaf(
    readings.map(({ reading, place }) => ({ reading, spans: markTelling(reading.text, spans[place] ?? []) })),
  );
  const denied = spansByLeaf(
    readings.map(({ reading }) => ({ reading, spans: rules.deniedIn(reading.text) })),
  );
  const known = createKnownValues();
  known.learn(earlier);
  const takeTurns = createTurns(call.signal);
  const scanned: ScannedLeaf[] = [];
  for (const [index, { leaf, places }] of leaves.entries()) {
    await takeTurns(leaf.text.length + WORK_PER_LEAF);
    const own = places.map((place) => spans[place] ?? []);
    const findings = { own, more: more.get(index), denied: denied.get(index) };
    scanned.push(
      leaf.kind === 'text' ? judgeText(leaf, findings, rules, known) : judgeFixed(leaf, findings, rules),
    );
  }
  return { leaves: scanned, degraded: found.degraded };
};
