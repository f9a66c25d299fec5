import type { KeyId, RequestId, ScopeId, TenantId } from '../contract/tenant.ts';

/** Who did it and through which door. */
interface Actor {
  readonly requestId: RequestId;
  readonly tenant: TenantId;
  readonly keyId: KeyId;
  readonly role: string;
}

/** What was found in the request, and what was decided about it. */
interface Finding {
  readonly endpoint: 'chat.completions';
  /** The model as the caller named it; `null` when that name itself could not be kept. */
  readonly modelAsked: string;
  readonly scope: ScopeId;
  /** Distinct values by PHI type, such as `{"NAME": 2}`. */
  readonly phi: Readonly<Record<string, number>>;
  /** Keyed hash of the request as it came, so that a disputed original can be checked against the record. */
  readonly payloadHash: string;
}

/** Token counts as the provider reported them. */
interface AuditedUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Written, durably, before the first byte goes to a provider. */
export interface OpenedEvent extends Actor, Finding {
  readonly kind: 'opened';
  readonly streamed: boolean;
  readonly mediaParts: number;
  /** The request as the provider gets it: tokens instead of values. Absent where the key keeps nothing. */
  readonly content?: string;
}

/** Written when a request was refused after its key was known. */
interface DeniedEvent extends Actor, Finding {
  readonly kind: 'denied';
  readonly reason: string;
  /** The path of the field that caused it, caller's keys as `*`. */
  readonly param?: string;
  /** As in `OpenedEvent`; only where everything in it could be rewritten. */
  readonly content?: string;
}

export type Outcome = 'completed' | 'client_gone' | 'provider_failed' | 'gateway_failed';

/** Written when the answer has ended, before the client is told that it is complete. */
export interface ClosedEvent extends Actor {
  readonly kind: 'closed';
  readonly outcome: Outcome;
  /** The failure's name where there was one. */
  readonly failure?: string;
  readonly provider?: string;
  readonly modelServed?: string;
  readonly finishReasons: readonly string[];
  readonly toolCalls: number;
  readonly usage?: AuditedUsage;
  readonly durationMs: number;
  readonly firstTextMs?: number;
  /** The answer as the provider gave it, in tokens. Absent where the key keeps nothing. */
  readonly content?: string;
}

export type AuditEvent = OpenedEvent | DeniedEvent | ClosedEvent;

/** Writes down what happened. Resolves only when the record is durable; throws `audit_failed`. */
export interface AuditLog {
  write(event: AuditEvent): Promise<void>;
}
