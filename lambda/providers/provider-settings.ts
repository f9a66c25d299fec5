import { DEFAULT_SSE_LIMITS, type SseLimits } from '../openai/sse-reader.ts';

/** Time-outs in milliseconds and limits of a call to a provider. */
export interface ProviderSettings {
  /** Until the head of a streamed answer, and then until its first bytes: reasoning comes before either. */
  readonly headMs: number;
  /** Until the head of a plain answer, which comes when the whole answer is there. */
  readonly plainHeadMs: number;
  /** Between two chunks of an answer. Keep-alive comments count. */
  readonly chunkMs: number;
  /** The call as a whole: all attempts and the body. */
  readonly totalMs: number;
  /** For the body of a refusal, of which only a code is read. */
  readonly errorBodyMs: number;
  /** Before a second attempt at the same provider; between half of it and one and a half. */
  readonly retryMs: number;
  /** A plain answer, in bytes. */
  readonly maxPlainBytes: number;
  readonly stream: SseLimits;
}

export const DEFAULT_PROVIDER_SETTINGS: ProviderSettings = {
  headMs: 120_000,
  // Node's fetch gives up at 300 s by itself, with an error that looks like a dead connection.
  plainHeadMs: 290_000,
  chunkMs: 60_000,
  // A Lambda function ends after 15 minutes; the audit record is written in the minute that is left.
  totalMs: 840_000,
  errorBodyMs: 2_000,
  retryMs: 200,
  maxPlainBytes: 32_000_000,
  stream: DEFAULT_SSE_LIMITS,
};
