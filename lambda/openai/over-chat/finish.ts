import { GatewayError } from '../../contract/gateway-error.ts';

/** Why an answer is not whole, by the reason for which it finished. `max_tokens` is Anthropic's word. */
const INCOMPLETE: Readonly<Record<string, string>> = {
  length: 'max_output_tokens',
  max_tokens: 'max_output_tokens',
  content_filter: 'content_filter',
};

/** Reasons of servers that gave up: DeepSeek, SGLang, routers. */
const BROKEN: ReadonlySet<string> = new Set(['insufficient_system_resource', 'abort', 'error']);

/**
 * Why a response is incomplete, by chat's reason; `undefined` for one that is complete. Throws `provider_cut` where the
 * server gave up.
 */
export const incompleteReason = (finishReason: string): string | undefined => {
  if (BROKEN.has(finishReason)) throw new GatewayError('provider_cut');
  return Object.hasOwn(INCOMPLETE, finishReason) ? INCOMPLETE[finishReason] : undefined;
};
