import type { JsonObject } from '../json.ts';
import type { Refusal } from './refusal.ts';

type Answer =
  | { readonly kind: 'plain'; readonly body: JsonObject }
  /** Frames of server-sent events, each whole. */
  | { readonly kind: 'streamed'; readonly frames: Iterable<string> };

/** What the demo provider does at one path. */
export interface Endpoint {
  /** Why a body can't be answered; `undefined` when it can. */
  refuse(body: JsonObject): Refusal | undefined;
  /** Takes a body that isn't refused. */
  answer(body: JsonObject): Answer;
}

export const now = (): number => Math.floor(Date.now() / 1000);
