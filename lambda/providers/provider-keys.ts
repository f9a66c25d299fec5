import type { Sensitive } from '../contract/sensitive.ts';

/** Where the keys to the providers rest (Secrets Manager). Throws when the key could not be read. */
export interface ProviderKeys {
  read(secretName: string, signal: AbortSignal): Promise<Sensitive<string>>;
}
