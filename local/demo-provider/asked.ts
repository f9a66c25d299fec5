import type { JsonObject } from '../json.ts';

/** A tool that the caller itself runs. */
export type Tool =
  | { readonly kind: 'function'; readonly name: string; readonly parameters: JsonObject }
  | { readonly kind: 'custom'; readonly name: string };

export interface JsonFormat {
  /** Absent for `json_object`. */
  readonly schema?: JsonObject;
}

/** What a request asks for, whichever endpoint it came to. */
export interface Asked {
  readonly model: string;
  /** Text of the last message or result of a call. */
  readonly lastText: string;
  /** The last text is the result of a call. */
  readonly toolAnswered: boolean;
  /** The gateway's tokens: those of the last text first, then of what stands before it, newest first. */
  readonly tokens: readonly string[];
  /** To be called now; empty when the answer is text. */
  readonly calls: readonly Tool[];
  readonly format: JsonFormat | undefined;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** How many alternatives for each token; `undefined` without log probabilities. */
  readonly topLogprobs: number | undefined;
  readonly streamed: boolean;
  readonly promptTokens: number;
}

/** Four characters are taken for a token, as a rule of thumb. */
export const countTokens = (given: readonly unknown[]): number => Math.ceil(JSON.stringify(given).length / 4);
