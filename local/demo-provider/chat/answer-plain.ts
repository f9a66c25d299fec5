import type { JsonObject } from '../../json.ts';
import { logprobEntries } from '../logprobs.ts';
import type { ChatCall, Choice } from './compose-choices.ts';
import type { ChatRequest } from './read-chat-request.ts';

/** What every object of one answer begins with. */
export interface AnswerHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

export const SERVED_BY = { service_tier: 'default', system_fingerprint: 'fp_demo' };

const piecesOf = ({ content, calls }: Choice): number =>
  content.length + calls.reduce((sum, call) => sum + call.arguments.length, 0);

export const usageOf = ({ promptTokens }: ChatRequest, choices: readonly Choice[]): JsonObject => {
  const completionTokens = choices.reduce((sum, choice) => sum + piecesOf(choice), 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
};

const functionOf = (call: ChatCall): JsonObject => ({ name: call.name, arguments: call.arguments.join('') });

const callsOf = ({ calls, legacyCall }: Choice): JsonObject => {
  const [first] = calls;
  if (first === undefined) return {};
  if (legacyCall) return { function_call: functionOf(first) };
  return { tool_calls: calls.map((call) => ({ id: call.id, type: 'function', function: functionOf(call) })) };
};

export const logprobsOf = (pieces: readonly string[], alternatives: number): JsonObject => ({
  content: logprobEntries(pieces, alternatives),
  refusal: null,
});

/** The answer as one `chat.completion`. */
export const answerPlain = (
  head: AnswerHead,
  request: ChatRequest,
  choices: readonly Choice[],
): JsonObject => ({
  ...head,
  object: 'chat.completion',
  choices: choices.map((choice, index) => ({
    index,
    message: {
      role: 'assistant',
      content: choice.calls.length > 0 ? null : choice.content.join(''),
      ...callsOf(choice),
      refusal: null,
      annotations: [],
    },
    logprobs: request.topLogprobs === undefined ? null : logprobsOf(choice.content, request.topLogprobs),
    finish_reason: choice.finishReason,
  })),
  usage: usageOf(request, choices),
  ...SERVED_BY,
});
