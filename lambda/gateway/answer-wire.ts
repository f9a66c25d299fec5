import type { GatewayError } from '../contract/gateway-error.ts';
import type { AnswerSummary } from '../openai/answer-summary.ts';
import type { JsonObject } from '../openai/json-value.ts';

/** How an endpoint turns the provider's whole answer into ours. Made for one request. */
export interface PlainWire {
  /** Puts the values back. Throws `provider_failed` for what is no answer. */
  restore(body: JsonObject): PlainOutcome;
}

interface PlainOutcome {
  /** What the client gets. */
  readonly body: unknown;
  /** What it came to, in tokens. */
  readonly summary: AnswerSummary;
}

/** How an endpoint turns the provider's stream into ours, frame by frame. Made for one request. */
export interface StreamWire {
  /** The frames for the `data` of one of the provider's events. Throws on garbage and on the provider's errors. */
  feed(data: string): readonly string[];
  /** Whether the proper end has come, behind which nothing is read. */
  ended(): boolean;
  /**
   * The frames that tell the client that the answer is whole; they wait until everything is durable. Throws
   * `provider_cut` when the provider's bytes ended without a proper end.
   */
  finish(): readonly string[];
  /** The frames that tell the client of a failure. */
  fail(error: GatewayError): readonly string[];
  /** What it has come to so far, in tokens. */
  summary(): AnswerSummary;
}
