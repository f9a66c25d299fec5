import { GatewayError } from '../../contract/gateway-error.ts';
import { isChatFrame } from '../chat/chat-chunk.ts';
import type { JsonObject } from '../json-value.ts';
import { responseOf } from '../responses/response-event.ts';
import { createResponseBuilder, type Made } from './response-builder.ts';

/**
 * A whole chat answer as a response: the one with which its stream would have ended. Throws `provider_failed` for what
 * is no answer.
 *
 * @param outbound the body of the request before it was translated, which the response repeats
 */
export const responseFromChat = (completion: JsonObject, outbound: JsonObject, made: Made): JsonObject => {
  if (!isChatFrame(completion) || completion.choices.length === 0) throw new GatewayError('provider_failed');
  const builder = createResponseBuilder(outbound, made);
  builder.add(completion);
  const last = builder.finish().at(-1);
  const response = last === undefined ? undefined : responseOf(last);
  if (response === undefined) throw new GatewayError('provider_failed');
  return response;
};
