import { isJsonObject, type JsonObject } from '../json-value.ts';
import { paddingFor } from '../padding.ts';
import type { ChatFrame } from './chat-chunk.ts';

/** What the client asked of the stream itself. */
export interface StreamWishes {
  readonly usage: boolean;
  /** Padding that hides the lengths of texts from whoever watches the network. */
  readonly padding: boolean;
}

export const streamWishes = (body: JsonObject): StreamWishes => {
  const options = isJsonObject(body['stream_options']) ? body['stream_options'] : {};
  return { usage: options['include_usage'] === true, padding: options['include_obfuscation'] !== false };
};

const isMetering = ({ usage, choices }: ChatFrame): boolean => isJsonObject(usage) && choices.length === 0;

/** The SSE payload for a chunk as the client asked for it; `undefined` where it asked for none such. */
export const chunkView = (chunk: ChatFrame, wishes: StreamWishes): JsonObject | undefined => {
  if (!wishes.usage && isMetering(chunk)) return undefined;
  const { usage, ...rest } = chunk;
  const shown = wishes.usage || isJsonObject(usage) ? chunk : rest;
  if (!wishes.padding || chunk.choices.length === 0) return shown;
  return { ...shown, obfuscation: paddingFor(shown) };
};
