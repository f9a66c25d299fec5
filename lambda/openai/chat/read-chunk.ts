import { GatewayError } from '../../contract/gateway-error.ts';
import { isJsonObject } from '../json-value.ts';
import { parseProviderJson } from '../provider-json.ts';
import { type ChatFrame, isChatFrame } from './chat-chunk.ts';

/** Whether the `data` of an event is the mark behind the last chunk. */
export const isDone = (data: string): boolean => data.trim() === '[DONE]';

/**
 * Reads the `data` of one event as a chunk; `undefined` for an object of another kind, which is not passed on.
 *
 * Throws `provider_cut` for JSON that breaks off, `provider_failed` for errors, for what is no chunk,
 * and for one that is nested too deeply.
 */
export const readChatChunk = (data: string): ChatFrame | undefined => {
  const value = parseProviderJson(data, 'provider_cut');
  // Some servers write a null error into every chunk.
  if (!isJsonObject(value) || (value['error'] ?? null) !== null) throw new GatewayError('provider_failed');
  if (value['choices'] === undefined) return undefined;
  if (!isChatFrame(value)) throw new GatewayError('provider_failed');
  return value;
};
