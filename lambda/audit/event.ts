import type { ConversationId, KeyId, RequestId, ResponseId, ScopeId, TenantId } from '../contract/tenant.ts';

/** Where a body was sent. */
export type Endpoint = 'chat.completions' | 'responses' | 'conversations';

/** Who did it and through which door. */
interface Actor {
  readonly requestId: RequestId;
  readonly tenant: TenantId;
  readonly keyId: KeyId;
  readonly role: string;
}

/** What was found in the request, and what was decided about it. */
interface Finding {
  readonly endpoint: Endpoint;
  readonly scope: ScopeId;
  /** Distinct values by PHI type, such as `{"NAME": 2}`, of those that tokens take the place of. */
  readonly phi: Readonly<Record<string, number>>;
  /** The same of types that the tenant's policy lets go out as they are; in `phi` they don't stand. */
  readonly kept?: Readonly<Record<string, number>>;
  /** The same of types that it blocks, which are among `phi`. */
  readonly blocked?: Readonly<Record<string, number>>;
  /** Keyed hash of the request as it came, so that a disputed original can be checked against the record. */
  readonly payloadHash: string;
  /** There, and true, where the detector's service could not be asked and the local recognizers alone were. */
  readonly degraded?: true;
}

/** Token counts as the provider reported them. */
interface AuditedUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Written, durably, before the first byte goes to a provider. */
export interface OpenedEvent extends Actor, Finding {
  readonly kind: 'opened';
  /** The model as the caller named it. */
  readonly modelAsked: string;
  readonly streamed: boolean;
  readonly mediaParts: number;
  /** The request as the provider gets it: tokens instead of values. Absent where the key keeps nothing. */
  readonly content?: string;
}

/** Written when a request was refused after its key was known. */
interface DeniedEvent extends Actor, Finding {
  readonly kind: 'denied';
  /** As in `OpenedEvent`; `*` when that name itself could not be kept, absent where no model is asked for. */
  readonly modelAsked?: string;
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

/** What may be done with stored responses and conversations, apart from answering in them. */
export type StateOperation =
  | 'response.read'
  | 'response.replayed'
  | 'response.input_listed'
  | 'response.deleted'
  | 'conversation.created'
  | 'conversation.read'
  | 'conversation.updated'
  | 'conversation.deleted'
  | 'conversation.items_added'
  | 'conversation.items_listed'
  | 'conversation.item_read'
  | 'conversation.item_deleted';

/**
 * Written, durably, before anything of stored state is given out or changed. What was allowed and then failed has a
 * second record that says so.
 */
export interface StateEvent extends Actor {
  readonly kind: 'state';
  readonly operation: StateOperation;
  /** What it was done to. */
  readonly subject: ResponseId | ConversationId;
  readonly scope: ScopeId;
  readonly outcome: 'allowed' | 'refused' | 'failed';
  /** The failure's name where it was refused or failed. */
  readonly failure?: string;
  /** Distinct values by PHI type: those given out in clear, or those found in what was written. */
  readonly phi: Readonly<Record<string, number>>;
  /** As in `Finding`. */
  readonly kept?: Readonly<Record<string, number>>;
  readonly blocked?: Readonly<Record<string, number>>;
  /** Keyed hash of the body as it came, where there was one. */
  readonly payloadHash?: string;
  /** As in `Finding`. */
  readonly degraded?: true;
  /** What was written, in tokens. */
  readonly content?: string;
}

/**
 * Written, durably, before the caller of a dry run hears what a request would become. Nothing of it was sent, so it holds
 * no text.
 */
interface InspectedEvent extends Actor, Omit<Finding, 'endpoint'> {
  readonly kind: 'inspected';
  /** What was looked into: texts, or the body of a request. */
  readonly body: 'texts' | Exclude<Endpoint, 'conversations'>;
  /** As in `DeniedEvent`. */
  readonly modelAsked?: string;
  /** What a request would have met, with the failure's name and the field where it would have been refused. */
  readonly decision: 'proceed' | 'refuse';
  readonly reason?: string;
  readonly param?: string;
  readonly content?: never;
}

/**
 * Written, durably, before a change of what a tenant takes for PHI holds. Terms may be names, so they are counted; the
 * hashes tell one policy from another.
 */
interface PolicyChangedEvent {
  readonly kind: 'policy_changed';
  readonly tenant: TenantId;
  /** As the operator's command knows whoever ran it. */
  readonly changedBy: string;
  /** SHA-256 of the policy before, where there was one, and of the one that holds now. */
  readonly before?: string;
  readonly after: string;
  /** Every setting, and how many terms are allowed and denied. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly content?: never;
}

/** Written, durably, before a key that was just made works. */
interface KeyCreatedEvent {
  readonly kind: 'key_created';
  readonly tenant: TenantId;
  readonly keyId: KeyId;
  readonly changedBy: string;
  /** What was decided about it: role, vault, limits, label, expiry. */
  readonly terms: Readonly<Record<string, string | number>>;
  readonly content?: never;
}

/** Written, durably, before a key is disabled or enabled again. */
interface KeyChangedEvent {
  readonly kind: 'key_changed';
  readonly tenant: TenantId;
  readonly keyId: KeyId;
  readonly changedBy: string;
  readonly before: 'active' | 'disabled';
  readonly after: 'active' | 'disabled';
  readonly content?: never;
}

export type AuditEvent =
  | OpenedEvent
  | DeniedEvent
  | ClosedEvent
  | StateEvent
  | InspectedEvent
  | PolicyChangedEvent
  | KeyCreatedEvent
  | KeyChangedEvent;

/** Writes down what happened. Resolves only when the record is durable; throws `audit_failed`. */
export interface AuditLog {
  write(event: AuditEvent): Promise<void>;
}
