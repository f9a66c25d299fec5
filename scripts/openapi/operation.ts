import type { ErrorStatus } from './errors.ts';
import type { EXAMPLES } from './examples.data.ts';

/** A body that a schema and an example of the same name stand for. */
export type BodyName = keyof typeof EXAMPLES;

/** A parameter of `components.parameters`. */
export type ParameterName =
  | 'response_id'
  | 'conversation_id'
  | 'item_id'
  | 'model_id'
  | 'limit'
  | 'order'
  | 'after'
  | 'include'
  | 'replay'
  | 'starting_after'
  | 'include_obfuscation'
  | 'session';

/** What is told of an endpoint. */
export interface Operation {
  readonly id: string;
  readonly tag: 'Models' | 'Chat' | 'Responses' | 'Conversations' | 'PHI' | 'Gateway';
  readonly summary: string;
  readonly description?: string;
  /** Who may call: anybody, whoever has a key of the gateway, or also who brings a provider’s key along. */
  readonly auth: 'none' | 'any-key' | 'bearer' | 'provider-key' | 'chat';
  readonly parameters?: readonly ParameterName[];
  /** Bodies that it takes; none may be needed. */
  readonly takes?: readonly BodyName[];
  readonly bodyRequired?: boolean;
  /** What it answers with 200; nothing where it is always refused. */
  readonly answers: readonly BodyName[];
  /** The data of server-sent events, where it streams. */
  readonly events?: BodyName;
  /** Headers of the answer beside the request’s id. */
  readonly headers?: readonly string[];
  readonly errors: readonly ErrorStatus[];
}
