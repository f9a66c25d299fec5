import type { TextOwner } from '../detector.ts';
import type { Span } from '../span.ts';

/** A text as a cache knows it. */
export interface NamedText {
  /** A keyed hash of the text and of all that its findings depend on. */
  readonly name: string;
  /** Of the text, in UTF-16 units. */
  readonly length: number;
}

/** A text with what was found in it. */
export interface FoundText extends NamedText {
  readonly spans: readonly Span[];
}

/**
 * Remembers what was found in texts: places, types, scores and sources, never a text. Whatever goes wrong in it is as if
 * nothing were known; it throws nothing, and gives nothing that it can't vouch for.
 */
export interface SpanCache {
  /** By name, what is known of these texts. */
  find(
    owner: TextOwner,
    texts: readonly NamedText[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Span[]>>;
  /** Doesn't make anybody wait. */
  keep(owner: TextOwner, found: readonly FoundText[]): void;
}
