import type { Measure } from './measures.ts';

/** What a measure must reach at least, or may reach at most. */
export interface Bar {
  readonly measure: Measure;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const LABELLED = ['MRN', 'SSN', 'PHONE', 'EMAIL', 'IP', 'CARD', 'ACCOUNT', 'FAX', 'HEALTH_PLAN'];

/** The bars for the local recognizers, by the name of the file without its ending. */
export const BARS: Readonly<Record<string, readonly Bar[]>> = {
  asq_phi: [
    { measure: 'covered', atLeast: 98.5 },
    { measure: 'touched', atLeast: 99.5 },
    { measure: 'covered NAME', atLeast: 99.3 },
    { measure: 'covered NAME in lower case', atLeast: 95 },
    { measure: 'covered GEO', atLeast: 96 },
    { measure: 'covered GEO in lower case', atLeast: 60 },
    { measure: 'covered DATE', atLeast: 99 },
    ...LABELLED.map((type) => ({ measure: `covered ${type}`, atLeast: 99.5 }) as const),
    { measure: 'clean documents hit', atMost: 4 },
    { measure: 'character precision', atLeast: 98 },
  ],
  ped_handoffs: [
    { measure: 'covered', atLeast: 97.5 },
    { measure: 'character precision', atLeast: 98 },
  ],
  aci_bench_names: [{ measure: 'covered NAME', atLeast: 97 }],
  presidio_synth_v2: [{ measure: 'covered NAME', atLeast: 85 }],
  hard_negatives: [{ measure: 'clean documents hit', atMost: 5 }],
  mts_dialog_chat: [{ measure: 'false spans per 1,000 words', atMost: 0.8 }],
  hardneg_medquad: [{ measure: 'false spans per 1,000 words', atMost: 1 }],
};

/** Of every file: what its text may cost. */
export const BARS_OF_ALL: readonly Bar[] = [
  { measure: 'ms per kB', atMost: 2 },
  { measure: 'ms per kB in lower case', atMost: 10 },
];
