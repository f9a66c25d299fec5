import type { Sensitive } from '../contract/sensitive.ts';
import type { RequestId } from '../contract/tenant.ts';
import type { ProviderTarget } from './target.ts';

/** A request in the words of one provider. */
export interface OutboundRequest {
  /** Behind the target's base URL. */
  readonly path: '/chat/completions' | '/responses';
  /** Our own serialisation. */
  readonly body: string;
}

/** A request that has been scrubbed and may leave. */
export interface OutboundCall {
  /** In order of preference; the next is tried only when the one before could not answer at all. */
  readonly targets: readonly ProviderTarget[];
  /**
   * The request for a target, as it is tried; the same for the same target. May throw `unsupported_by_provider`, and
   * then the next target is tried.
   */
  readonly request: (target: ProviderTarget) => OutboundRequest;
  readonly streamed: boolean;
  /** The caller's own key (`x-openai-key`), used instead of ours. */
  readonly callersKey?: Sensitive<string>;
  readonly requestId: RequestId;
  readonly signal: AbortSignal;
}

interface Answered {
  readonly target: ProviderTarget;
  /** Of a closed set: `x-ratelimit-*`, `openai-version`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A whole answer: one JSON object. */
export interface PlainAnswer extends Answered {
  readonly kind: 'plain';
  readonly body: Readonly<Record<string, unknown>>;
}

/** A stream of SSE events. */
export interface StreamedAnswer extends Answered {
  readonly kind: 'streamed';
  /**
   * The `data` of each event, in order, as text. Ends when the provider's bytes end, whether that was a proper end or
   * not: the reader must look for the terminal event. Throws `provider_cut` when the connection dies, stays silent
   * too long or sends more than the limits, and `provider_failed` on bytes that are no UTF-8.
   * Returning early closes the connection to the provider.
   */
  readonly events: AsyncIterable<string>;
}

/**
 * Sends a request to the first provider that answers. Throws a `GatewayError`: `provider_down`, `provider_silent`,
 * `provider_failed`, `provider_rate_limit`, `provider_quota`, `refused_by_provider`, `provider_key_refused`,
 * `unknown_model`, `unsupported_by_provider`. Nothing of the provider's error body survives.
 */
export interface Provider {
  call(call: OutboundCall): Promise<PlainAnswer | StreamedAnswer>;
}
