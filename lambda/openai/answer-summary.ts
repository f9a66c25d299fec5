/** What an answer came to, whether it came whole or streamed. */
export interface AnswerSummary {
  /** The model that answered, by its provider's name. */
  readonly model?: string;
  readonly finishReasons: readonly string[];
  readonly toolCalls: number;
  readonly usage?: { readonly promptTokens: number; readonly completionTokens: number };
  /** Every text of the answer by its place, as JSON: `{"choices[0].message.content": "…"}`. */
  readonly content: string;
}
