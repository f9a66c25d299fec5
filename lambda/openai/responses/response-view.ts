import { paddingFor } from '../padding.ts';
import type { ResponseEvent } from './response-event.ts';

/** An event with padding of ours in place of the provider's, which was made for another text. Only deltas are padded. */
export const padded = (event: ResponseEvent, padding: boolean): ResponseEvent => {
  const { obfuscation: _, ...shown } = event;
  return padding && event.type.endsWith('.delta') ? { ...shown, obfuscation: paddingFor(shown) } : shown;
};
