import { isObject, type JsonObject, listOf } from '../../json.ts';
import { invalid, missing, type Range, type Refusal, refuseCounts } from '../refusal.ts';

/** Ranges as OpenAI's reference gives them. */
const RANGES: readonly Range[] = [
  ['n', 1, 128],
  ['max_tokens', 1, Number.MAX_SAFE_INTEGER],
  ['max_completion_tokens', 1, Number.MAX_SAFE_INTEGER],
  ['top_logprobs', 0, 20],
];

export const refuseChat = (body: JsonObject): Refusal | undefined => {
  const { model, messages } = body;
  if (typeof model !== 'string' || model === '') return missing('model');
  if (messages === undefined) return missing('messages');
  if (!Array.isArray(messages) || messages.length === 0 || !listOf(messages).every(isObject)) {
    return invalid('messages');
  }
  return refuseCounts(body, RANGES);
};
