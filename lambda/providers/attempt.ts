import type { GatewayError } from '../contract/gateway-error.ts';
import type { PlainAnswer, StreamedAnswer } from './provider.ts';

/** One target was asked and gave no answer. */
export interface FailedAttempt {
  readonly kind: 'failed';
  readonly error: GatewayError;
  /**
   * `stop`: the request itself is at fault, or the caller is gone. `next`: another target may do better.
   * `again`: so may the same one, in a moment.
   */
  readonly then: 'stop' | 'next' | 'again';
  /** HTTP status, where there was one. */
  readonly status?: number;
}

/** The outcome of asking one target. */
export type Attempt = PlainAnswer | StreamedAnswer | FailedAttempt;
