import type { Span } from './span.ts';

/** One text to look into. */
export interface DetectorText {
  readonly text: string;
  /**
   * What the text is called where it stands: the key of a JSON value, such as `patientName` or `mrn`. It helps to
   * judge a bare value; spans never reach into it.
   */
  readonly label?: string;
}

/**
 * Finds PHI. The port of the local recognizers and of services such as Comprehend Medical.
 *
 * Promises: one list per text, in the same order; spans sorted, not overlapping, inside the text, on whole code
 * points. Throws when any text could not be looked into whole: a partial answer is never given.
 */
export interface Detector {
  detect(texts: readonly DetectorText[], signal: AbortSignal): Promise<readonly (readonly Span[])[]>;
}
