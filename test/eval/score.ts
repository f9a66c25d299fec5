import type { Span } from '../../lambda/phi/span.ts';
import type { EvalDocument, GoldSpan } from './documents.ts';

/** How many marked stretches were found whole, and how many in part or whole. */
export interface Recall {
  readonly gold: number;
  readonly covered: number;
  readonly touched: number;
}

/** Found stretches that are none: in the text, with what the finder took them for. */
export interface Finding {
  readonly id: string;
  readonly type: string;
  readonly value: string;
  /** The text around, on one line. */
  readonly around: string;
}

export interface Score {
  readonly all: Recall;
  readonly byType: ReadonlyMap<string, Recall>;
  /** Letters and digits found, and how many of them are marked. */
  readonly characters: { readonly found: number; readonly right: number };
  /** Documents in which nothing is marked, and how many of them were touched. */
  readonly clean: { readonly documents: number; readonly hit: number };
  /** Spans that touch nothing marked, and the words of all texts. */
  readonly alarms: { readonly spans: number; readonly words: number };
  readonly misses: readonly Finding[];
  readonly falseAlarms: readonly Finding[];
}

const COUNTS = /[\p{L}\p{N}]/u;
const ONLY_A_YEAR = /^\W*(?:19|20)\d{2}\W*$/;
const AROUND = 40;

/** What `phi.md` calls ignored: neither miss nor false alarm. */
const isIgnored = (text: string, { type, start, end }: GoldSpan): boolean =>
  type.startsWith('X_') || (type === 'DATE' && ONLY_A_YEAR.test(text.slice(start, end)));

/** One mark per UTF-16 unit. */
const paint = (length: number, spans: readonly { readonly start: number; readonly end: number }[]) => {
  const marks = new Uint8Array(length);
  for (const { start, end } of spans) marks.fill(1, start, end);
  return marks;
};

const lettersOf = (text: string): Uint8Array => {
  const marks = new Uint8Array(text.length);
  let at = 0;
  for (const letter of text) {
    if (COUNTS.test(letter)) marks.fill(1, at, at + letter.length);
    at += letter.length;
  }
  return marks;
};

const findingOf = ({ id, text }: EvalDocument, { start, end, type }: GoldSpan | Span): Finding => ({
  id,
  type,
  value: text.slice(start, end),
  around: text.slice(Math.max(0, start - AROUND), end + AROUND).replace(/\s+/g, ' '),
});

interface DocumentScore {
  readonly golds: readonly {
    readonly gold: GoldSpan;
    readonly covered: boolean;
    readonly touched: boolean;
  }[];
  readonly found: number;
  readonly right: number;
  readonly hit: boolean;
  readonly alarms: readonly Span[];
}

const scoreOne = ({ text, spans }: EvalDocument, found: readonly Span[]): DocumentScore => {
  const letters = lettersOf(text);
  const golds = spans.filter((gold) => !isIgnored(text, gold));
  const ignored = paint(
    text.length,
    spans.filter((gold) => isIgnored(text, gold)),
  );
  const [marked, hits] = [paint(text.length, golds), paint(text.length, found)];
  const units = [...letters.keys()].filter((at) => letters[at] === 1);
  const counted = units.filter((at) => hits[at] === 1 && (marked[at] === 1 || ignored[at] === 0));
  const within = ({ start, end }: GoldSpan | Span): number[] => units.filter((at) => at >= start && at < end);
  return {
    golds: golds.map((gold) => {
      const own = within(gold);
      return {
        gold,
        covered: own.every((at) => hits[at] === 1),
        touched: own.some((at) => hits[at] === 1),
      };
    }),
    found: counted.length,
    right: counted.filter((at) => marked[at] === 1).length,
    hit: counted.length > 0,
    alarms: found.filter((span) => {
      const own = within(span);
      return own.length > 0 && own.every((at) => marked[at] === 0 && ignored[at] === 0);
    }),
  };
};

const recallOf = (golds: DocumentScore['golds']): Recall => ({
  gold: golds.length,
  covered: golds.filter(({ covered }) => covered).length,
  touched: golds.filter(({ touched }) => touched).length,
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Scores what was found, span by span and letter by letter, whatever type the finder gave it. */
export const score = (documents: readonly EvalDocument[], found: readonly (readonly Span[])[]): Score => {
  const scored = documents.map((document, index) => ({
    document,
    ...scoreOne(document, found[index] ?? []),
  }));
  const golds = scored.flatMap((one) => one.golds);
  const clean = scored.filter((one) => one.golds.length === 0);
  return {
    all: recallOf(golds),
    byType: new Map(
      [...Map.groupBy(golds, ({ gold }) => gold.type)].map(([type, own]) => [type, recallOf(own)]),
    ),
    characters: { found: sum(scored.map((one) => one.found)), right: sum(scored.map((one) => one.right)) },
    clean: { documents: clean.length, hit: clean.filter(({ hit }) => hit).length },
    alarms: {
      spans: sum(scored.map(({ alarms }) => alarms.length)),
      words: sum(documents.map(({ text }) => text.split(/\s+/).filter(Boolean).length)),
    },
    misses: scored.flatMap(({ document, golds: own }) =>
      own.filter(({ covered }) => !covered).map(({ gold }) => findingOf(document, gold)),
    ),
    falseAlarms: scored.flatMap(({ document, alarms }) => alarms.map((span) => findingOf(document, span))),
  };
};
