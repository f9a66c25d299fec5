import { GatewayError } from '../../contract/gateway-error.ts';

/** What chat has no words for is refused: a request must not be answered as if a part of it had not been there. */
export const unsupported = (path: string): GatewayError =>
  new GatewayError('unsupported_by_provider', { param: path });
