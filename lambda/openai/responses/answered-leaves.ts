import { GatewayError } from '../../contract/gateway-error.ts';
import { anyJson, fields, keep, list, type Rule } from '../leaf.ts';
import { item } from './item-leaves.ts';

/** What repeats the request, counts, or is one of a few words. */
const SETTLED = [
  ...['id', 'object', 'status', 'model', 'created_at', 'completed_at', 'incomplete_details', 'usage'],
  ...['background', 'conversation', 'instructions', 'metadata', 'previous_response_id', 'prompt', 'store'],
  ...['tools', 'tool_choice', 'text', 'reasoning', 'parallel_tool_calls', 'max_tool_calls', 'truncation'],
  ...['temperature', 'top_p', 'top_logprobs', 'max_output_tokens', 'frequency_penalty', 'presence_penalty'],
  ...['service_tier', 'prompt_cache_retention', 'user', 'safety_identifier', 'prompt_cache_key'],
];

const isKnown = (value: unknown, path: string): boolean => {
  try {
    item(value, path, ({ text }) => text);
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.failure === 'unknown_kind') return false;
    throw error;
  }
};

/** An item of a kind that no request could hold is free JSON here: it is there, and all of it will be stored. */
const answeredItem: Rule = (value, path, visit) =>
  (isKnown(value, path) ? item : anyJson)(value, path, visit);

/** A response of a model that may say more than it was told: its items as if they were sent, and all else that it says. */
export const answeredLeaves: Rule = fields({
  ...Object.fromEntries(SETTLED.map((name) => [name, keep])),
  output: list(answeredItem),
});
