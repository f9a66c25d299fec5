import { GatewayError } from '../contract/gateway-error.ts';
import type { OutboundCall, PlainAnswer, Provider, StreamedAnswer } from '../providers/provider.ts';
import type { ProviderTarget } from '../providers/target.ts';
import type { GatewayCall } from './call.ts';
import type { Dialect } from './dialect.ts';
import type { KeptValues } from './keep-values.ts';

/** A scrubbed request as an endpoint writes it for its providers. */
export interface Outbound extends Pick<OutboundCall, 'request'> {
  /**
   * Where a field that a provider finds fault with stands in the caller's body; `undefined` where that is in none of
   * it.
   */
  readonly pathInCallersBody: (path: string) => string | undefined;
}

export interface ProviderContext {
  readonly call: GatewayCall;
  readonly dialect: Dialect;
  readonly targets: readonly ProviderTarget[];
  readonly kept: KeptValues;
  readonly streamed: boolean;
  readonly outbound: Outbound;
}

/** What a provider, or the translation for one, finds fault with, by its path in the caller's body. */
export const inCallersWords = (error: unknown, { pathInCallersBody }: Outbound): unknown => {
  if (!(error instanceof GatewayError) || error.detail.param === undefined) return error;
  const { param: theirs, ...detail } = error.detail;
  const param = pathInCallersBody(theirs);
  return new GatewayError(error.failure, { ...detail, ...(param !== undefined && { param }) });
};

/**
 * Sends a scrubbed request to the first target that answers. There is no use in an answer once the client is gone or
 * the values can't be kept, so either stops the provider.
 */
export const callProvider = async (
  { call, dialect, targets, kept, streamed, outbound }: ProviderContext,
  provider: Provider,
): Promise<PlainAnswer | StreamedAnswer> => {
  try {
    return await provider.call({
      targets,
      request: outbound.request,
      streamed,
      ...(dialect.callersKey !== undefined && { callersKey: dialect.callersKey }),
      requestId: call.requestId,
      signal: AbortSignal.any([call.signal, kept.failed]),
    });
  } catch (error) {
    throw inCallersWords(error, outbound);
  }
};
