import type { TenantId } from '../contract/tenant.ts';
import type { Span } from './span.ts';

/** One text to look into. */
export interface DetectorText {
  readonly text: string;
  /**
   * What the text is called where it stands: the key of a JSON value, such as `patientName` or `mrn`. Where it may go by
   * several names, each has a line. It helps to judge a bare value; spans never reach into it.
   */
  readonly label?: string;
}

/** What happens while the service that looks for PHI can't be asked: nothing is sent, or the local recognizers are relied on. */
export type OnOutage = 'refuse' | 'local';

/** Whose texts they are: what was found in them is remembered under a key of theirs alone. */
export interface TextOwner {
  readonly tenant: TenantId;
  /** Whether places of findings may be stored; texts never are. */
  readonly keeps: 'everything' | 'nothing';
}

/** How texts are to be looked into. */
export interface DetectCall {
  readonly signal: AbortSignal;
  readonly onOutage: OnOutage;
  /** When the signal will abort at the latest, in milliseconds from now. */
  readonly withinMs?: number;
  /** Where it is left out, nothing is remembered. */
  readonly owner?: TextOwner;
}

/** What was found. */
export interface Detection {
  /** One list per text, in the same order. */
  readonly spans: readonly (readonly Span[])[];
  /** Whether the service could not be asked, so that the local recognizers alone were. */
  readonly degraded: boolean;
}

/**
 * Finds PHI. The port of the local recognizers and of services such as Comprehend Medical.
 *
 * Promises: one list per text, in the same order; spans sorted, not overlapping, inside the text, on whole code
 * points. Throws when any text could not be looked into whole: a partial answer is never given.
 */
export interface Detector {
  detect(texts: readonly DetectorText[], call: DetectCall): Promise<Detection>;
}
