import type { Detector } from './detector.ts';

/** Something for most recognizers to look at. Made up. */
const EXAMPLE =
  'Patient Jane Roe, 91 years old, MRN 48215733, born 03/14/1962, was seen by Dr. Alan Pike at Mercy Hospital in ' +
  'Springfield, IL 62704 on May 4, 2026. Lives at 12 Oak St; phone 415-555-0134, jane@example.com. ' +
  'john smith called. Metoprolol 25 mg twice daily, troponin 0.03.';

/** V8 compiles a pattern at its first use, and once more, to machine code, when it is used again. */
const ROUNDS = 3;

/**
 * Builds the word lists and compiles the patterns. Takes a quarter of a second or so, which is better spent while a
 * function starts than while somebody waits.
 */
export const warmUp = async (detector: Detector): Promise<void> => {
  const { signal } = new AbortController();
  for (let round = 0; round < ROUNDS; round += 1) {
    await detector.detect([{ text: EXAMPLE }], { signal, onOutage: 'local' });
  }
};
