import { GatewayError } from '../contract/gateway-error.ts';
import { PHI_TYPES } from '../contract/phi-type.ts';
import type { Leaf, Rule } from '../openai/leaf.ts';
import type { DetectCall, Detection, Detector, DetectorText } from '../phi/detector.ts';
import { createKnownValues, type EarlierValue } from '../phi/known-values.ts';
import { mergeSpans } from '../phi/merge.ts';
import type { Span } from '../phi/span.ts';
import { cutSpans } from './cut-spans.ts';
import { nameAsWords, surelyHoldsPhi } from './fixed-text.ts';
import { readingsOf, spansByLeaf } from './readings.ts';
import { createTurns } from './take-turns.ts';

/** A leaf of a body with what was found in it. */
export interface ScannedLeaf {
  readonly leaf: Leaf;
  /** For text: what to replace. Empty for other kinds. */
  readonly spans: readonly Span[];
  /** For text that can't be rewritten: whether it surely holds PHI. */
  readonly holdsPhi: boolean;
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
): readonly Span[] => (more === undefined ? own : mergeSpans(text, [...own, ...more]));

/** A detector's answer is believed only if it has something to say of each text, and says how it came about. */
const checkedWhole = (found: Detection, texts: readonly DetectorText[]): readonly (readonly Span[])[] => {
  const { spans, degraded } = found;
  const whole = isList(spans) && spans.length === texts.length && typeof degraded === 'boolean';
  if (!whole) throw new GatewayError('detector_failed');
  return texts.map((text, index) => checked(spans[index], text));
};

export interface FindDeps extends DetectCall {
  readonly detector: Detector;
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
 * Looks for PHI in every leaf of a body, in the order in which the rule walks them.
 *
 * Throws `detector_failed` when any text could not be looked into, and `unknown_kind` for what the rule doesn't know.
 */
export const findPhi = async (
  rule: Rule,
  body: unknown,
  { detector, known: earlier, ids, ...call }: FindDeps,
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
  const more = spansByLeaf(readings.map(({ reading, place }) => ({ reading, spans: spans[place] ?? [] })));
  const known = createKnownValues();
  known.learn(earlier);
  const takeTurns = createTurns(call.signal);
  const scanned: ScannedLeaf[] = [];
  for (const [index, { leaf, places }] of leaves.entries()) {
    await takeTurns(leaf.text.length + WORK_PER_LEAF);
    const own = places.map((place) => spans[place] ?? []);
    scanned.push({
      leaf,
      spans:
        leaf.kind === 'text'
          ? cutSpans(leaf.text, known.complete(leaf.text, together(leaf, own[0] ?? [], more.get(index))))
          : [],
      holdsPhi: leaf.kind !== 'text' && surelyHoldsPhi(leaf, own[0] ?? [], own[1] ?? []),
    });
  }
  return { leaves: scanned, degraded: found.degraded };
};
