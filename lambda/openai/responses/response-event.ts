import { GatewayError } from '../../contract/gateway-error.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { parseProviderJson } from '../provider-json.ts';

/** One event of a streamed response whose frame has been looked at. */
export interface ResponseEvent extends JsonObject {
  readonly type: string;
}

export const isResponseEvent = (value: unknown): value is ResponseEvent =>
  isJsonObject(value) && typeof value['type'] === 'string';

const TERMINAL = ['response.completed', 'response.incomplete', 'response.failed'];
const LIFECYCLE: ReadonlySet<string> = new Set([
  ...['response.created', 'response.queued', 'response.in_progress'],
  ...TERMINAL,
]);

/** Whether the whole response goes with this event. */
export const isLifecycle = ({ type }: ResponseEvent): boolean => LIFECYCLE.has(type);

/** Whether nothing comes after this event. */
export const isTerminal = ({ type }: ResponseEvent): boolean => TERMINAL.includes(type);

/** The response that goes with an event of its life. */
export const responseOf = (event: ResponseEvent): JsonObject | undefined =>
  isLifecycle(event) && isJsonObject(event['response']) ? event['response'] : undefined;

/** OpenAI sends errors nested, its documentation shows them flat, other servers send a frame as in chat. */
const isError = (event: JsonObject): boolean => {
  const { type, error } = event;
  const named = typeof type === 'string' && type.startsWith('response.');
  return type === 'error' || (!named && (error ?? null) !== null);
};

/**
 * Reads the `data` of one event. `undefined` for what says nothing: signs of life, and the end as chat marks it.
 *
 * Throws `provider_cut` for JSON that breaks off, `provider_failed` for errors, for what is no event,
 * and for one that is nested too deeply.
 */
export const parseResponseEvent = (data: string): ResponseEvent | undefined => {
  if (data.trim() === '[DONE]') return undefined;
  const event = parseProviderJson(data, 'provider_cut');
  if (!isResponseEvent(event) || isError(event)) throw new GatewayError('provider_failed');
  if (event.type === 'keepalive') return undefined;
  if (isLifecycle(event) && responseOf(event) === undefined) throw new GatewayError('provider_failed');
  return event;
};
