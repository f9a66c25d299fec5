import type { Clock } from '../contract/clock.ts';
import { orAborted } from '../contract/deadline.ts';
import { GatewayError } from '../contract/gateway-error.ts';
import { readPlain, streamEvents } from './answer-body.ts';
import type { Attempt, FailedAttempt } from './attempt.ts';
import type { OutboundCall, OutboundRequest } from './provider.ts';
import { answerHeaders } from './provider-headers.ts';
import type { ProviderKeys } from './provider-keys.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { RETRY_AFTER_S, refusalOf } from './refusal.ts';
import type { ProviderTarget } from './target.ts';
import type { Watch } from './watch.ts';

export interface AskDeps {
  readonly keys: ProviderKeys;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  readonly settings: ProviderSettings;
}

const failed = (error: GatewayError, then: FailedAttempt['then']): FailedAttempt => ({
  kind: 'failed',
  error,
  then,
});

const down = (): GatewayError => new GatewayError('provider_down', { retryAfterSeconds: RETRY_AFTER_S });

/** What was thrown is not looked at, since it may quote the request: who ended the call says enough. */
const broken = (watch: Watch): FailedAttempt => {
  const ending = watch.ending();
  if (ending === 'caller') return failed(new GatewayError('provider_cut'), 'stop');
  // `done` too: the body's reader closes up when the connection dies under it.
  if (ending === undefined || ending === 'done') return failed(down(), 'again');
  return failed(new GatewayError('provider_silent', { retryAfterSeconds: RETRY_AFTER_S }), 'next');
};

/** What a header can carry. `fetch` would throw an error that quotes the key. */
const KEY = /^[\x21-\x7e]{1,4096}$/;

const readKey = async (
  { callersKey }: OutboundCall,
  { keySecret }: ProviderTarget,
  watch: Watch,
  keys: ProviderKeys,
): Promise<string | FailedAttempt> => {
  try {
    const key = (callersKey ?? (await orAborted(keys.read(keySecret, watch.signal), watch.signal)))
      .reveal()
      .trim();
    if (KEY.test(key)) return key;
    return callersKey === undefined
      ? failed(down(), 'next')
      : failed(new GatewayError('provider_key_refused'), 'stop');
  } catch {
    return watch.ending() === undefined ? failed(down(), 'next') : broken(watch);
  }
};

/** All that goes out beside the body. Nothing of the caller's own headers does. */
const outboundHeaders = (
  call: OutboundCall,
  target: ProviderTarget,
  key: string,
): Record<string, string> => ({
  accept: call.streamed ? 'text/event-stream' : 'application/json',
  'accept-encoding': 'identity',
  'content-type': 'application/json',
  'user-agent': 'hawthorn',
  'x-client-request-id': call.requestId,
  ...(target.auth === 'bearer' ? { authorization: `Bearer ${key}` } : { 'api-key': key }),
});

const readAnswer = async (
  call: OutboundCall,
  target: ProviderTarget,
  response: Response,
  watch: Watch,
  settings: ProviderSettings,
): Promise<Attempt> => {
  const headers = answerHeaders(response.headers);
  if (!call.streamed)
    return { kind: 'plain', target, headers, body: await readPlain(response, watch, settings) };
  // A page or a document where a stream was asked for. Other types, and none, are common on real streams.
  if (/json|html/i.test(response.headers.get('content-type') ?? ''))
    throw new GatewayError('provider_failed');
  return { kind: 'streamed', target, headers, events: streamEvents(response, watch, settings) };
};

const requestFor = (call: OutboundCall, target: ProviderTarget): OutboundRequest | FailedAttempt => {
  try {
    return call.request(target);
  } catch (error) {
    if (error instanceof GatewayError && error.failure === 'unsupported_by_provider')
      return failed(error, 'next');
    throw error;
  }
};

/** Asks one target once. Never throws, except what `call.request` throws. The watch has ended unless a stream is open. */
export const askTarget = async (
  call: OutboundCall,
  target: ProviderTarget,
  watch: Watch,
  { keys, fetch, now, settings }: AskDeps,
): Promise<Attempt> => {
  const request = requestFor(call, target);
  if ('kind' in request) return request;
  watch.expect(call.streamed ? settings.headMs : settings.plainHeadMs);
  const key = await readKey(call, target, watch, keys);
  if (typeof key !== 'string') return key;
  try {
    const response = await fetch(`${target.baseUrl}${request.path}`, {
      method: 'POST',
      headers: outboundHeaders(call, target, key),
      body: request.body,
      // Never followed: it would take the request to a host that nobody chose. 3xx is a failure like another.
      redirect: 'manual',
      signal: watch.signal,
    });
    watch.relax();
    if (response.ok) return await readAnswer(call, target, response, watch, settings);
    const callersKey = call.callersKey !== undefined;
    return await refusalOf(response, watch, { callersKey, errorBodyMs: settings.errorBodyMs, now: now() });
  } catch (error) {
    return error instanceof GatewayError ? failed(error, 'stop') : broken(watch);
  }
};
