import type { Caller } from '../access/api-key.ts';
import type { RequestId } from '../contract/tenant.ts';

/** A request as it comes from the transport. */
export interface GatewayCall {
  readonly requestId: RequestId;
  /** Names in lower case. */
  readonly headers: { get(name: string): string | undefined };
  /** The parameters of the query, each with all of its values, decoded. */
  readonly query: { all(name: string): readonly string[] };
  /**
   * Reads the body as text, once; whoever has no key gets no further than that. Throws what is wrong with it: too large,
   * compressed, no UTF-8, not declared as JSON. Where a body may be left out, `whenEmpty` stands for it.
   */
  readonly readBody: (options?: { readonly whenEmpty: string }) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Aborts when the client is gone, where the transport tells, or when the request's time is up. */
  readonly signal: AbortSignal;
}

/** By whom and how a body was asked for. */
export interface Asked {
  readonly call: Pick<GatewayCall, 'headers' | 'receivedAt' | 'signal'>;
  readonly caller: Caller;
  /** Of the body as JSON, in UTF-16 units. */
  readonly length: number;
}

/** One JSON object, with status 200. */
export interface JsonAnswer {
  readonly kind: 'json';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A stream of SSE frames. It never throws: a failure is its last frame. */
export interface EventAnswer {
  readonly kind: 'events';
  readonly headers: Readonly<Record<string, string>>;
  /** Returning early stops the provider. */
  readonly frames: AsyncIterable<string>;
}

export type GatewayAnswer = JsonAnswer | EventAnswer;
