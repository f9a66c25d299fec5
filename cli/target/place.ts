import type { Connection } from '../aws/connection.ts';

/** A deployment of the gateway, as the operator's command reaches it. */
export interface Place {
  /** For messages, such as `stage dev`. */
  readonly name: string;
  /** What keys are called there: `hwk_live_…` or `hwk_test_…`. */
  readonly keys: 'live' | 'test';
  readonly connection: Connection;
  readonly keysTable: string;
  readonly auditTable: string;
  /** Who runs the command, for the audit. */
  readonly changedBy: string;
  close(): Promise<void>;
}
