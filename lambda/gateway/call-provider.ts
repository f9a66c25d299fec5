import type { Caller } from '../access/api-key.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { outboundChat, pathInCallersBody } from '../openai/chat/chat-outbound.ts';
import type { ChatRequest } from '../openai/chat/chat-request.ts';
import type { PlainAnswer, Provider, StreamedAnswer } from '../providers/provider.ts';
import type { ProviderTarget } from '../providers/target.ts';
import type { GatewayCall } from './call.ts';
import type { Dialect } from './dialect.ts';
import type { KeptValues } from './keep-values.ts';
import type { Scrubbed } from './scrub.ts';

export interface ProviderContext {
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly dialect: Dialect;
  readonly request: ChatRequest;
  readonly scrubbed: Scrubbed;
  readonly targets: readonly ProviderTarget[];
  readonly kept: KeptValues;
}

/**
 * Sends the scrubbed body to the first target that answers. There is no use in an answer once the client is gone or the
 * values can't be kept, so either stops the provider.
 */
export const callProvider = async (
  { call, caller, dialect, request, scrubbed, targets, kept }: ProviderContext,
  provider: Provider,
): Promise<PlainAnswer | StreamedAnswer> => {
  const outbound = {
    tokens: Object.keys(scrubbed.phi).length > 0,
    ...(caller.maxOutputTokens !== undefined && { maxOutputTokens: caller.maxOutputTokens }),
  };
  try {
    return await provider.call({
      targets,
      path: '/chat/completions',
      body: ({ model }) => JSON.stringify(outboundChat(scrubbed.body, { ...outbound, model })),
      streamed: request.stream === true,
      ...(dialect.callersKey !== undefined && { callersKey: dialect.callersKey }),
      requestId: call.requestId,
      signal: AbortSignal.any([call.signal, kept.failed]),
    });
  } catch (error) {
    if (!(error instanceof GatewayError) || error.detail.param === undefined) throw error;
    const { param: theirs, ...detail } = error.detail;
    const param = pathInCallersBody(theirs, scrubbed.body, outbound);
    throw new GatewayError(error.failure, { ...detail, ...(param !== undefined && { param }) });
  }
};
