import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { startJsonService } from './json-service.ts';
import type { LocalServer } from './local-server.ts';
import { createSecretsOperations } from './secrets-operations.ts';
import { createStateFile } from './state-file.ts';

const SECRET = z.strictObject({
  name: z.string(),
  arn: z.string(),
  /** Oldest first; the last is the current one. */
  versions: z.array(z.strictObject({ id: z.string(), text: z.string(), createdAt: z.number() })),
});

const STATE = z.strictObject({ secrets: z.array(SECRET) });

export interface SecretsFake extends LocalServer {
  /** Stores a secret, or a new version of it when its value has changed. */
  put(name: string, text: string): void;
}

/**
 * Secrets Manager, as far as Hawthorn uses it: `GetSecretValue`, `CreateSecret`, `PutSecretValue`, with string values,
 * the stages `AWSCURRENT` and `AWSPREVIOUS`, and idempotent client tokens. Secrets rest in a file that only its owner
 * can read, in plain form.
 *
 * What it does not do: check that signatures are right, policies, binary values, deleting and restoring, rotation,
 * replication, tags, stages of one's own, encryption under a KMS key.
 */
export const startSecretsFake = async (stateFile: string): Promise<SecretsFake> => {
  const file = createStateFile(stateFile, (raw) => z.parse(STATE, raw));
  const secrets = file.read()?.secrets ?? [];
  const save = (): void => {
    file.write({ secrets });
  };
  const operations = createSecretsOperations(secrets, save);
  save();
  const service = { targetPrefix: 'secretsmanager', signingName: 'secretsmanager', operations };
  const server = await startJsonService(service);
  return {
    ...server,
    put(name, text) {
      const version = { SecretString: text, ClientRequestToken: randomUUID() };
      const found = secrets.find((secret) => secret.name === name);
      if (found === undefined) operations.CreateSecret({ Name: name, ...version });
      else if (found.versions.at(-1)?.text !== text)
        operations.PutSecretValue({ SecretId: name, ...version });
    },
  };
};
