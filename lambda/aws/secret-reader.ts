import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../contract/clock.ts';
import { Sensitive } from '../contract/sensitive.ts';
import { createSharedCache } from '../contract/shared-cache.ts';
import type { ProviderKeys } from '../providers/provider-keys.ts';
import { orAwsFailure } from './aws-failure.ts';

/** A changed key is used after this time at the latest. */
const MAX_AGE_MS = 5 * 60_000;
const MOST_SECRETS = 100;

export interface SecretReaderDeps {
  readonly client: SecretsManagerClient;
  readonly clock: Clock;
  /** Goes before the name that a catalogue gives, such as `hawthorn/providers/`. */
  readonly prefix: string;
  /** How long Secrets Manager may take. */
  readonly timeoutMs?: number;
}

/** Provider keys in Secrets Manager: the current version of a secret that is a plain string. */
export const createSecretReader = ({
  client,
  clock,
  prefix,
  timeoutMs = 5_000,
}: SecretReaderDeps): ProviderKeys => {
  const cache = createSharedCache<Sensitive<string>>({
    clock,
    maxEntries: MOST_SECRETS,
    maxAgeMs: () => MAX_AGE_MS,
    timeoutMs,
  });

  const fetchSecret = async (name: string, signal: AbortSignal): Promise<Sensitive<string>> => {
    const command = new GetSecretValueCommand({ SecretId: `${prefix}${name}` });
    const { SecretString: text = '' } = await client.send(command, { abortSignal: signal });
    if (text === '') throw new Error('The secret is not a string.');
    return new Sensitive(text);
  };

  return {
    read: (name, signal) =>
      orAwsFailure('Secrets Manager', () => cache.get(name, (own) => fetchSecret(name, own), signal)),
  };
};
