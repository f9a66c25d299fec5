import { GatewayError } from '../contract/gateway-error.ts';

/** A Lambda function can be handed 6 MB at most, in which the body stands escaped, among other things. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a request's body as text; `whenEmpty` stands for a body that is left out, which has no content type either.
 *
 * Throws `wrong_content_type`, `compressed_body`, `body_too_large` and `invalid_utf8`.
 */
export const readBody = async (
  request: Request,
  { whenEmpty }: { readonly whenEmpty?: string } = {},
): Promise<string> => {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new GatewayError('compressed_body');
  const declared = JSON_TYPE.test(request.headers.get('content-type') ?? '');
  if (!declared && whenEmpty === undefined) throw new GatewayError('wrong_content_type');
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0 && whenEmpty !== undefined) return whenEmpty;
  if (!declared) throw new GatewayError('wrong_content_type');
  if (bytes.byteLength > MAX_BODY_BYTES) throw new GatewayError('body_too_large');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new GatewayError('invalid_utf8');
  }
};
