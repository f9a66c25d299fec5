import type { AnswerSummary } from '../answer-summary.ts';
import { isJsonObject } from '../json-value.ts';
import { chatAnswerLeaves } from './chat-answer-leaves.ts';
import { type ChatFrame, isFinished } from './chat-chunk.ts';

/** Writes down an answer as the provider gives it, for the audit. */
export interface ChatTranscript {
  add(frame: ChatFrame): void;
  /** Whether every choice that has begun has finished; false before the first. */
  finished(): boolean;
  summary(): AnswerSummary;
}

const TOOL_CALL = /^choices\[\d+\]\.message\.(?:tool_calls\[\d+\]|function_call)/;

const usageOf = (frame: ChatFrame): AnswerSummary['usage'] => {
  const usage = frame['usage'];
  if (!isJsonObject(usage)) return undefined;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage;
  return typeof promptTokens === 'number' && typeof completionTokens === 'number'
    ? { promptTokens, completionTokens }
    : undefined;
};

export const createChatTranscript = (): ChatTranscript => {
  const texts = new Map<string, string>();
  const finishReasons = new Map<number, string | undefined>();
  let usage: AnswerSummary['usage'];
  let model: string | undefined;

  return {
    add(frame) {
      chatAnswerLeaves(frame, '', ({ path, text }) => {
        const place = path.replace('.delta', '.message');
        if (text !== '') texts.set(place, (texts.get(place) ?? '') + text);
        return text;
      });
      for (const choice of frame.choices) {
        const reason = isFinished(choice) ? String(choice['finish_reason']) : finishReasons.get(choice.index);
        finishReasons.set(choice.index, reason);
      }
      usage = usageOf(frame) ?? usage;
      if (typeof frame['model'] === 'string') model = frame['model'];
    },
    finished: () =>
      finishReasons.size > 0 && [...finishReasons.values()].every((reason) => reason !== undefined),
    summary: () => ({
      ...(model !== undefined && { model }),
      finishReasons: [...finishReasons.values()].filter((reason) => reason !== undefined),
      toolCalls: new Set([...texts.keys()].flatMap((place) => TOOL_CALL.exec(place)?.[0] ?? [])).size,
      ...(usage !== undefined && { usage }),
      content: JSON.stringify(Object.fromEntries(texts)),
    }),
  };
};
