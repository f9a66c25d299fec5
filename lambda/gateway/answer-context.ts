import type { Clock } from '../contract/clock.ts';
import type { GatewayCall } from './call.ts';
import type { Exchange } from './exchange.ts';
import type { KeptValues } from './keep-values.ts';

/** What an answer needs to know of its request. */
export interface AnswerContext {
  readonly call: GatewayCall;
  readonly limitHeaders: Readonly<Record<string, string>>;
  readonly phi: Readonly<Record<string, number>>;
  readonly exchange: Exchange;
  readonly kept: KeptValues;
  /** Makes durable what must be before the client is told that the answer is whole. */
  readonly settle: () => Promise<unknown>;
  /** Makes durable what the client may send back of an answer that broke off. */
  readonly salvage?: () => Promise<unknown>;
  readonly clock: Clock;
}
