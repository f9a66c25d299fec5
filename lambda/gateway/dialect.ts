import { GatewayError } from '../contract/gateway-error.ts';
import { Sensitive } from '../contract/sensitive.ts';
import type { GatewayCall } from './call.ts';

/** How a client speaks to us, which its authentication header decides. */
export interface Dialect {
  /** `openai`: OpenAI's wire. `text-only`: a provider key of the caller's own, and `{"content": "…"}` as the answer. */
  readonly kind: 'openai' | 'text-only';
  /** The service key as presented. */
  readonly serviceKey: string | undefined;
  /** The caller's own provider key. */
  readonly callersKey?: Sensitive<string>;
}

const BEARER = /^Bearer +(\S+)$/i;
const PROVIDER_KEY = /^[\x21-\x7e]{8,512}$/;

const callersKey = (presented: string | undefined): { callersKey?: Sensitive<string> } => {
  if (presented === undefined) return {};
  if (!PROVIDER_KEY.test(presented)) throw new GatewayError('missing_provider_key');
  return { callersKey: new Sensitive(presented) };
};

/** Reads which dialect a request speaks. Says nothing yet about whether its keys are any good. */
export const readDialect = ({ headers }: GatewayCall): Dialect => {
  const textOnly = headers.get('x-compliantchatgpt-key');
  if (textOnly !== undefined) return { kind: 'text-only', serviceKey: textOnly };
  const bearer = BEARER.exec(headers.get('authorization') ?? '');
  return { kind: 'openai', serviceKey: bearer?.[1] };
};

/** The same where only OpenAI's wire is spoken. Throws `wrong_endpoint_for_key` for another. */
export const bearerDialect = (call: GatewayCall): Dialect => {
  const dialect = readDialect(call);
  if (dialect.kind !== 'openai') throw new GatewayError('wrong_endpoint_for_key');
  return dialect;
};

/** Adds the caller's own provider key. Throws `missing_provider_key` where the dialect demands one. */
export const withCallersKey = (dialect: Dialect, { headers }: GatewayCall): Dialect => {
  const presented = headers.get('x-openai-key');
  if (dialect.kind === 'text-only' && presented === undefined) throw new GatewayError('missing_provider_key');
  return { ...dialect, ...callersKey(presented) };
};

/** The defaults of the text-only dialect, where a field was left out. */
export const withDefaults = (dialect: Dialect, body: Record<string, unknown>): Record<string, unknown> => {
  if (dialect.kind === 'openai') return body;
  if (body['stream'] === true) throw new GatewayError('stream_not_supported', { param: 'stream' });
  return { model: 'gpt-3.5-turbo', temperature: 0.7, n: 1, ...body };
};
