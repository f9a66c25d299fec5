import type { PhiType } from '../contract/phi-type.ts';

/** A stretch of text that identifies somebody. */
export interface Span {
  /** First UTF-16 unit. */
  readonly start: number;
  /** One past the last UTF-16 unit. */
  readonly end: number;
  readonly type: PhiType;
  /** 0 to 1; how sure the finder is. Fields that can't be rewritten are refused only on sure findings. */
  readonly score: number;
  /** The recognizer or service that found it, for the dry run and the evaluation. */
  readonly source: string;
  /**
   * There, and true, where it was seen to identify somebody in another reading of the text, in which it may be longer or
   * written plainly. What the stretch reads like by itself says nothing then.
   */
  readonly telling?: true;
}

/**
 * From this score on a finding is sure: its form was checked (a check digit, a fixed shape) or something beside it
 * says what it is (a title, a label). Fields that can't be rewritten are refused from here on.
 */
export const SURE = 0.7;
