import type { Detector } from '../../lambda/phi/detector.ts';
import { type EvalDocument, lowerCased } from './documents.ts';
import { findIn } from './find.ts';
import { type Recall, type Score, score } from './score.ts';

/** The name of a figure, such as `covered NAME in lower case`. */
export type Measure = string;

/** A figure in percent, per 1,000 words or in ms, and from how many cases it comes. */
export interface Figure {
  readonly value: number;
  readonly cases: number;
}

export interface Measured {
  readonly figures: ReadonlyMap<Measure, Figure>;
  /** Of the text as it was written. */
  readonly score: Score;
  /** Of the same text in lower case. */
  readonly lower: Score;
}

const percent = (part: number, whole: number): Figure => ({ value: (100 * part) / whole, cases: whole });

const recallFigures = (suffix: string, { gold, covered, touched }: Recall): [Measure, Figure][] => [
  [`covered${suffix}`, percent(covered, gold)],
  [`touched${suffix}`, percent(touched, gold)],
];

const figuresOf = (
  { all, byType, characters, clean, alarms }: Score,
  suffix: string,
): [Measure, Figure][] => [
  ...recallFigures(suffix, all),
  ...[...byType].flatMap(([type, recall]) => recallFigures(` ${type}${suffix}`, recall)),
  [`character precision${suffix}`, percent(characters.right, characters.found)],
  [`clean documents hit${suffix}`, percent(clean.hit, clean.documents)],
  [
    `false spans per 1,000 words${suffix}`,
    { value: (1000 * alarms.spans) / alarms.words, cases: alarms.words },
  ],
];

/**
 * V8 compiles patterns and functions anew for the first half of a megabyte or so. A function's process reads far more than
 * that, a file of documents often less, so it is read until then before its time is taken.
 */
const WARM_UNITS = 500_000;

/** The time of one reading by a process that has read for a while, as the mean of several where documents are few. */
const warmMs = async (
  detector: Detector,
  documents: readonly EvalDocument[],
  units: number,
): Promise<number> => {
  const readings = Math.ceil(WARM_UNITS / units);
  let ms = 0;
  for (let reading = 0; reading < 2 * readings; reading += 1) {
    const took = (await findIn(detector, documents)).ms;
    if (reading >= readings) ms += took;
  }
  return ms / readings;
};

const measureOnce = async (detector: Detector, documents: readonly EvalDocument[], suffix: string) => {
  const { spans, ms } = await findIn(detector, documents);
  const scored = score(documents, spans);
  const units = documents.reduce((total, { text }) => total + text.length, 0);
  const time = (name: string, took: number): [Measure, Figure] => [
    `${name}${suffix}`,
    { value: (1000 * took) / units, cases: units },
  ];
  const times = [
    time('ms per kB', await warmMs(detector, documents, units)),
    time('ms per kB, read for the first time', ms),
  ];
  return { scored, figures: [...figuresOf(scored, suffix), ...times] };
};

/** Scores a detector on documents, as they are and in lower case. Figures without any case are left out. */
export const measure = async (detector: Detector, documents: readonly EvalDocument[]): Promise<Measured> => {
  // What is loaded and compiled once isn't the price of a text.
  await findIn(detector, documents.slice(0, 20));
  const upper = await measureOnce(detector, documents, '');
  const lower = await measureOnce(detector, lowerCased(documents), ' in lower case');
  const figures = [...upper.figures, ...lower.figures].filter(([, { cases }]) => cases > 0);
  return { figures: new Map(figures), score: upper.scored, lower: lower.scored };
};
