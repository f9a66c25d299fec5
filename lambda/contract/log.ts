import type { Failure } from './gateway-error.ts';

/** The closed catalogue of log messages. */
export type LogMessage =
  | 'request_finished'
  | 'request_failed'
  | 'stream_failed'
  | 'client_gone'
  | 'provider_attempt_failed'
  | 'unexpected_error';

/** What may stand beside a message: numbers, and short words of closed sets. Never a free string. */
export interface LogFields {
  readonly requestId?: `req_${string}`;
  readonly failure?: Failure;
  /** The class name of an unexpected error, never its message, which may quote a value. */
  readonly errorName?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly attempt?: number;
  readonly streamed?: boolean;
}

export type Log = (message: LogMessage, fields: LogFields) => void;

/** Writes one JSON line per message, as CloudWatch's JSON log format expects. */
export const createLog =
  (write: (line: string) => void, now: () => Date): Log =>
  (message, fields) => {
    write(`${JSON.stringify({ timestamp: now().toISOString(), message, ...fields })}\n`);
  };
